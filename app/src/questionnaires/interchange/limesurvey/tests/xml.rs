//! Surveys in LimeSurvey's XML, made up, in both layouts.

use std::collections::BTreeSet;

use super::super::super::super::definition::question::QuestionKind;
use super::super::super::super::definition::texts::Language;
use super::super::read_lss;
use super::when;

pub(super) const OLD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<document>
 <LimeSurveyDocType>Survey</LimeSurveyDocType>
 <DBVersion>155</DBVersion>
 <languages><language>en</language></languages>
 <answers><fields><fieldname>qid</fieldname></fields><rows>
  <row><qid>3</qid><code><![CDATA[B]]></code><answer><![CDATA[Bus]]></answer><sortorder>2</sortorder><language>en</language><scale_id>0</scale_id></row>
  <row><qid>3</qid><code><![CDATA[A]]></code><answer><![CDATA[Walk &amp; talk]]></answer><sortorder>1</sortorder><language>en</language><scale_id>0</scale_id></row>
 </rows></answers>
 <conditions><rows>
  <row><cid>1</cid><qid>5</qid><cqid>3</cqid><cfieldname>9X1X3</cfieldname><method>==</method><value>A</value><scenario>1</scenario></row>
  <row><cid>2</cid><qid>5</qid><cqid>3</cqid><cfieldname>9X1X3</cfieldname><method>==</method><value>B</value><scenario>1</scenario></row>
  <row><cid>3</cid><qid>5</qid><cqid>4</cqid><cfieldname>9X1X4</cfieldname><method>==</method><value>x</value><scenario>1</scenario></row>
  <row><cid>4</cid><qid>5</qid><cqid>4</cqid><cfieldname>+9X1X4y</cfieldname><method>!=</method><value>Y</value><scenario>2</scenario></row>
 </rows></conditions>
 <groups><rows><row><gid>1</gid><sid>9</sid><group_name>One</group_name><group_order>0</group_order><description/><language>en</language><grelevance/></row></rows></groups>
 <questions><rows>
  <row><qid>5</qid><parent_qid>0</parent_qid><sid>9</sid><gid>1</gid><type>T</type><title>more</title><question>More &lt;b&gt;words&lt;/b&gt;</question><other>N</other><mandatory>N</mandatory><question_order>3</question_order><language>en</language><relevance>1</relevance></row>
  <row><qid>3</qid><parent_qid>0</parent_qid><sid>9</sid><gid>1</gid><type>L</type><title>way</title><question>How?</question><other>N</other><mandatory>Y</mandatory><question_order>1</question_order><language>en</language><relevance>1</relevance></row>
  <row><qid>4</qid><parent_qid>0</parent_qid><sid>9</sid><gid>1</gid><type>M</type><title>why</title><question>Why?</question><other>N</other><mandatory>N</mandatory><question_order>2</question_order><language>en</language><relevance>1</relevance></row>
 </rows></questions>
 <subquestions><rows>
  <row><qid>6</qid><parent_qid>4</parent_qid><sid>9</sid><gid>1</gid><type>T</type><title>x</title><question>X</question><question_order>1</question_order><language>en</language><scale_id>0</scale_id></row>
  <row><qid>7</qid><parent_qid>4</parent_qid><sid>9</sid><gid>1</gid><type>T</type><title>y</title><question>Y</question><question_order>2</question_order><language>en</language><scale_id>0</scale_id></row>
 </rows></subquestions>
 <quota><rows><row><id>1</id><sid>9</sid><name>Enough men</name></row></rows></quota>
 <surveys><rows><row><sid>9</sid><language>en</language><additional_languages/><format>G</format></row></rows></surveys>
 <surveys_languagesettings><rows><row><surveyls_language>en</surveyls_language><surveyls_title>Old</surveyls_title></row></rows></surveys_languagesettings>
</document>"#;

#[test]
fn an_old_survey_with_a_table_of_conditions_is_read() {
    let imported = read_lss(OLD.as_bytes()).unwrap();
    let keys: Vec<&str> = imported.questionnaire.questions().map(|question| question.key.as_str()).collect();
    assert_eq!(keys, ["way", "why", "more"]);
    assert_eq!(when(&imported, "more"), r#"(way = "A" or way = "B") and why contains "x" or not why contains "y""#);
    let way = imported.questionnaire.question("way").unwrap();
    let labels: Vec<Option<&str>> = way.options().iter().map(|option| option.label.get(&Language::english())).collect();
    assert_eq!(labels, [Some("Walk & talk"), Some("Bus")]);
    let more = imported.questionnaire.question("more").unwrap();
    assert_eq!(more.label.get(&Language::english()), Some("More words"));
    assert!(imported.dropped.iter().any(|dropped| dropped.name == "Enough men" && dropped.what == "quota"));
}

pub(super) const NEW: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<document>
 <LimeSurveyDocType>Survey</LimeSurveyDocType>
 <DBVersion>630</DBVersion>
 <languages><language>en</language><language>cy</language></languages>
 <answers><rows><row><aid>1</aid><qid>3</qid><code>A</code><sortorder>1</sortorder><scale_id>0</scale_id></row></rows></answers>
 <answer_l10ns><rows>
  <row><id>1</id><aid>1</aid><answer>Yes</answer><language>en</language></row>
  <row><id>2</id><aid>1</aid><answer>Ie</answer><language>cy</language></row>
 </rows></answer_l10ns>
 <groups><rows><row><gid>1</gid><sid>9</sid><group_order>1</group_order><grelevance/></row></rows></groups>
 <group_l10ns><rows>
  <row><gid>1</gid><group_name>One</group_name><description/><language>en</language></row>
  <row><gid>1</gid><group_name>Un</group_name><description/><language>cy</language></row>
 </rows></group_l10ns>
 <questions><rows>
  <row><qid>3</qid><parent_qid>0</parent_qid><gid>1</gid><type>L</type><title>way</title><other>Y</other><mandatory>S</mandatory><question_order>1</question_order><relevance>1</relevance></row>
  <row><qid>4</qid><parent_qid>0</parent_qid><gid>1</gid><type>T</type><title>more</title><other>N</other><mandatory>N</mandatory><question_order>2</question_order><relevance>((Q3.NAOK == "A"))</relevance></row>
 </rows></questions>
 <question_l10ns><rows>
  <row><qid>3</qid><question>How?</question><help>Help</help><language>en</language></row>
  <row><qid>3</qid><question>Sut?</question><help/><language>cy</language></row>
  <row><qid>4</qid><question>More</question><help/><language>en</language></row>
 </rows></question_l10ns>
 <question_attributes><rows>
  <row><qid>3</qid><attribute>other_replace_text</attribute><value>Something else</value><language>en</language></row>
  <row><qid>3</qid><attribute>random_order</attribute><value>1</value><language/></row>
  <row><qid>4</qid><attribute>maximum_chars</attribute><value>300</value><language/></row>
  <row><qid>4</qid><attribute>time_limit</attribute><value>20</value><language/></row>
  <row><qid>4</qid><attribute>cssclass</attribute><value>red</value><language/></row>
 </rows></question_attributes>
 <defaultvalues><rows><row><dvid>1</dvid><qid>4</qid><sqid>0</sqid><scale_id>0</scale_id><specialtype/></row></rows></defaultvalues>
 <defaultvalue_l10ns><rows><row><id>1</id><dvid>1</dvid><language>en</language><defaultvalue>Nothing</defaultvalue></row></rows></defaultvalue_l10ns>
 <surveys><rows><row><sid>9</sid><language>en</language><additional_languages>cy</additional_languages><format>I</format></row></rows></surveys>
</document>"#;

#[test]
fn a_new_survey_with_its_words_in_tables_of_their_own_is_read() {
    let imported = read_lss(NEW.as_bytes()).unwrap();
    let welsh = Language::new("cy").unwrap();
    let way = imported.questionnaire.question("way").unwrap();
    assert_eq!((way.label.get(&welsh), way.required), (Some("Sut?"), false));
    assert_eq!(way.option("A").and_then(|option| option.label.get(&welsh)), Some("Ie"));
    let other = way.option("other").unwrap();
    assert!(other.write_in && other.label.get(&Language::english()) == Some("Something else"));
    assert!(matches!(&way.kind, QuestionKind::OneOf(list) if list.shuffled));
    assert_eq!(when(&imported, "more"), r#"way = "A""#);
    assert_eq!(imported.questionnaire.pages[0].title.get(&welsh), Some("Un"));
    let more = imported.questionnaire.question("more").unwrap();
    assert_eq!(more.kind, QuestionKind::Text { long: true, most: Some(300), published: false });
    let dropped: BTreeSet<&str> = imported.dropped.iter().map(|dropped| dropped.what.as_str()).collect();
    assert_eq!(dropped, BTreeSet::from(["default", "time_limit"]));
    assert!(imported.warnings.iter().any(|warning| warning.contains("cssclass (more)")));
}
