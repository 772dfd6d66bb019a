META
key;value
description;Made up: pennies
country;Nowhere
unit;Anytown
instance;2026
num_projects;18
num_votes;300
budget;222603
vote_type;approval
rule;greedy
date_begin;05.01.2026
date_end;01.02.2026
max_length;5
PROJECTS
project_id;cost;votes;name
73;54000.18;58;Open longer in Birch Street
101;15500.67;50;Share a building with the old reading room
45;7500.15;48;Repair the roof of the harbour branch
17;53500.76;47;Lend tools from the harbour branch
3;34000.98;46;Share a building with Hazel Court
10;9500.95;39;Repair the roof of the old reading room
38;34000.30;30;Lend tools from Elm Park
87;7000.76;40;Run a repair evening at the harbour branch
122;12500.32;45;Lend tools from the old reading room
80;23500.36;33;Share a building with Cedar Rise
31;68000.31;23;Repair the roof of Birch Street
52;6000.09;22;Lend tools from Hazel Court
59;50500.81;21;"Keep the quiet room at the mobile library; and ""soon"""
108;65000.26;25;Share a building with Hazel Court
115;56500.09;21;Buy more books for Hazel Court
24;12500.14;12;Run a repair evening at Birch Street
66;36500.97;11;Lend tools from Elm Park
94;10500.99;2;Share a building with Birch Street
VOTES
voter_id;age;district;vote
1;38;District 2;38
2;34;District 4;108
3;62;District 3;45,38
4;78;District 4;122
5;30;District 4;122
6;67;District 3;80
7;77;District 2;101
8;39;District 5;73,3,101
9;56;District 3;122,87
10;49;District 5;45
11;30;District 2;101,31
12;31;District 2;101
13;27;District 3;45,17
14;47;District 2;52,3
15;72;District 3;31,3
16;83;District 5;101,80
17;22;District 2;66
18;72;District 4;17,45
19;73;District 3;45
20;59;District 3;122,87,45
21;78;District 1;73,10
22;53;District 4;80,73
23;50;District 3;52,59,17
24;67;District 4;17
25;57;District 1;52,73
26;51;District 5;31,3,45
27;38;District 1;73
28;57;District 1;108
29;68;District 1;24
30;61;District 5;73,94,80
31;63;District 4;17,10
32;36;District 3;24,73,59,45
33;40;District 4;122,108,24,38
34;46;District 3;73,87,122
35;16;District 1;31
36;38;District 4;108
37;57;District 2;101,3,17,38
38;81;District 4;122
39;17;District 2;101
40;18;District 3;45,87
41;50;District 5;101
42;31;District 1;3,24,10,73
43;23;District 1;31
44;62;District 1;24
45;62;District 2;73
46;75;District 4;108
47;76;District 4;17
48;51;District 3;45
49;33;District 5;38,3
50;27;District 1;115,73
51;70;District 4;10
52;42;District 4;122,3
53;48;District 1;80
54;30;District 4;122
55;37;District 5;38
56;58;District 1;73,10,101
57;76;District 3;87
58;72;District 2;52,73
59;57;District 4;45,17
60;60;District 1;3,122,73,31
61;54;District 4;17,108
62;84;District 2;52
63;17;District 4;38
64;46;District 3;122,101
65;17;District 3;38
66;57;District 5;80,3,115
67;84;District 5;45,3,52
68;59;District 5;59,115,3
69;43;District 1;17
70;68;District 5;45,122,3,80
71;28;District 2;101,52
72;27;District 2;73
73;42;District 2;101
74;67;District 5;73
75;22;District 4;10,108
76;63;District 2;73,52,101,122
77;60;District 1;73
78;31;District 5;31,3
79;29;District 5;115,80,38
80;29;District 3;87,10
81;41;District 1;73,108,10
82;21;District 5;3
83;48;District 4;122
84;81;District 4;52,17
85;66;District 3;17,73,45
86;47;District 4;122
87;82;District 1;73,10
88;30;District 5;115,3,80
89;65;District 1;31,10,38
90;57;District 2;10
91;53;District 1;10,73
92;77;District 5;3
93;59;District 4;122
94;69;District 2;38,52,73,101
95;56;District 3;45
96;56;District 3;87,101,3,59
97;61;District 2;101,52,66
98;70;District 1;31,10,3
99;62;District 4;17
100;48;District 1;10,73
101;44;District 3;31
102;55;District 5;80
103;20;District 3;45
104;82;District 5;3
105;33;District 1;45,73
106;83;District 4;122,108,17
107;53;District 4;80,122,73,45,66
108;60;District 3;17,45,59,87
109;17;District 3;73,45
110;49;District 4;17
111;75;District 1;73,101,52
112;84;District 1;73
113;41;District 1;73
114;19;District 3;87
115;54;District 1;17
116;54;District 1;10,38,31
117;26;District 1;10,73,122
118;17;District 4;17,101
119;48;District 1;10
120;66;District 1;73
121;33;District 4;122,87,108
122;83;District 2;3,80
123;65;District 3;45,59
124;18;District 3;31
125;40;District 5;87
126;63;District 2;38,101
127;64;District 4;115
128;55;District 4;17,122
129;61;District 3;59,108
130;57;District 2;38,52
131;20;District 2;101
132;19;District 4;122,31
133;16;District 2;66,87,52
134;22;District 5;38
135;40;District 4;122
136;29;District 1;73
137;66;District 4;52,108
138;74;District 2;66,3,52
139;73;District 2;38,122,10
140;62;District 5;101,115
141;31;District 4;108
142;30;District 4;122
143;16;District 4;24
144;32;District 1;10
145;60;District 1;10
146;29;District 1;73,10
147;18;District 4;73,17
148;81;District 3;3,59,45,87,31
149;52;District 3;45,3
150;67;District 3;45,59
151;48;District 4;122,101
152;76;District 3;87
153;42;District 5;31,3
154;18;District 3;87,45
155;78;District 1;73,10
156;62;District 5;101
157;39;District 5;101,87,3
158;73;District 1;73,80
159;26;District 5;101
160;39;District 4;115
161;66;District 4;122
162;52;District 4;122
163;51;District 5;101,73,115
164;68;District 2;3,59,31
165;16;District 3;87,38
166;69;District 1;101,87,10
167;19;District 1;73
168;84;District 4;80,17,10,122
169;39;District 2;80,101
170;66;District 4;87,122
171;69;District 5;80,122
172;74;District 3;87
173;20;District 1;73,10
174;49;District 3;45
175;57;District 2;38
176;79;District 4;24
177;59;District 4;10,17,122
178;27;District 4;17,38,3
179;37;District 4;122
180;35;District 1;73
181;27;District 5;115,52,3
182;34;District 4;73
183;39;District 5;3,17
184;50;District 3;87
185;34;District 5;3,115,45
186;21;District 4;122,80
187;26;District 5;115,3,101,80
188;55;District 3;45
189;61;District 3;24,45
190;23;District 4;17
191;74;District 4;80
192;22;District 1;73
193;83;District 5;115,3,80
194;52;District 1;73
195;35;District 3;59,87
196;22;District 3;45,87
197;65;District 1;73,45,10
198;70;District 3;38,59,45
199;81;District 4;122
200;80;District 1;80,3,108
201;63;District 1;108,101
202;26;District 4;3,17,122
203;47;District 3;59
204;47;District 4;17,31,24,87
205;60;District 2;52,101
206;23;District 3;45
207;42;District 2;101,94,38
208;66;District 3;87
209;33;District 1;10,73
210;39;District 4;108
211;65;District 4;108
212;66;District 4;17,10
213;36;District 4;17
214;64;District 5;3,80,115
215;44;District 4;17,31
216;48;District 2;101
217;56;District 1;10,73
218;73;District 4;17,66
219;32;District 5;115
220;54;District 5;3,80
221;30;District 3;45
222;62;District 2;52
223;25;District 4;122,3
224;43;District 2;101
225;72;District 5;45,87,115,80
226;23;District 5;101,17
227;22;District 5;24,108,80,73
228;31;District 3;108,87
229;24;District 5;3
230;72;District 2;101
231;23;District 2;52,10,38,101
232;75;District 2;38
233;67;District 2;45,38,101,87
234;57;District 3;73,52
235;31;District 2;66,38
236;23;District 5;80
237;84;District 3;87,59,45,17
238;75;District 1;10,31
239;69;District 5;17
240;70;District 1;73
241;21;District 3;66,45,80,87
242;71;District 4;17,101
243;83;District 2;38
244;32;District 2;38,87
245;55;District 3;45
246;45;District 4;10,122,80
247;31;District 4;17,122
248;49;District 4;17
249;32;District 2;38,59,101
250;52;District 4;122
251;34;District 5;80,115,108
252;52;District 1;73,10
253;29;District 3;45,87,73
254;37;District 1;10
255;66;District 2;52,101
256;18;District 4;108,17,45
257;29;District 4;108,80,45
258;61;District 2;101,87
259;82;District 1;10
260;76;District 3;59,122
261;48;District 4;122
262;68;District 3;87
263;78;District 1;17,45
264;74;District 1;73,101
265;41;District 3;59,45,87
266;44;District 2;101
267;25;District 1;73
268;66;District 3;87
269;83;District 5;115,80
270;20;District 4;17
271;72;District 4;108,101
272;35;District 1;59
273;77;District 1;31,10,73,59
274;69;District 5;3
275;32;District 2;17,38
276;79;District 5;73,31,108,80
277;68;District 3;3
278;54;District 1;24
279;50;District 5;38,80,66
280;47;District 4;17
281;28;District 3;45,87,31
282;45;District 3;45,87
283;42;District 5;3
284;43;District 4;122
285;81;District 3;122,101
286;74;District 2;66,101
287;67;District 4;17,3,10
288;78;District 3;45,59,87
289;33;District 1;31
290;73;District 3;101,45,59
291;66;District 1;10,73
292;62;District 5;17,115,3,24
293;78;District 4;17,108
294;30;District 4;122,17
295;85;District 3;3
296;57;District 2;101
297;31;District 5;3
298;58;District 2;66,101
299;16;District 5;73,115
300;56;District 3;17,115,87
