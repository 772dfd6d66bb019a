//! What happens when the machine or the network is not as it should be: a full disk, a database server that falls silent,
//! visitors who hold connections, a careless shell. Every wait in here has an end.

mod running;

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use running::{Folder, PostgresDatabase, Server, program, program_after, run, works};

const COMMENTS: &str = "/consultations/saturday-hours/proposals/1/comments";
const VOTE: &str = "/consultations/saturday-hours/proposals/1/vote";

/// Waits until something holds.
#[track_caller]
fn until(what: &str, most: Duration, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < most, "{what}: not within {most:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// A small disk of a test's own.
struct SmallDisk {
    folder: Folder,
}

impl SmallDisk {
    /// None where the machine does not let a test have one; the tests beside the record's own code then stand alone.
    fn new() -> Option<Self> {
        let folder = Folder::new();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=96m", "soundings-test"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self { folder });
        }
        eprintln!("not tried: this machine does not let a test mount a small disk");
        None
    }

    fn filler(&self) -> PathBuf {
        self.folder.path().join("filler")
    }

    fn fill(&self) {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(self.filler()).unwrap();
        let mut size = 1 << 20;
        while size > 0 {
            match file.write(&vec![0; size]) {
                Ok(written) if written > 0 => {}
                _ => size /= 2,
            }
        }
    }

    fn make_room(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.folder.path()).status();
    }
}

#[test]
fn a_full_disk_is_said_and_is_over_once_there_is_room() {
    let Some(disk) = SmallDisk::new() else { return };
    let data = disk.folder.path().join("data");
    let server = Server::start(&data, &["serve", "--demo"]);
    let mut visitor = server.resident(300);
    assert_eq!(visitor.get("/readyz").unwrap().0, 200);
    for round in 0..2_usize {
        // Each may write twenty comments an hour, and the engine's log may have room for some of them still.
        let mut writers: Vec<_> = (0..12).map(|number| server.resident(310 + round * 12 + number)).collect();
        disk.fill();
        let mut refused = 0;
        'full: for writer in &mut writers {
            for number in 0..20 {
                let words = format!("bookshelf{round}x{number}");
                let text = format!("{words}+").repeat(4_700 / (words.len() + 1));
                let (status, page) = writer.post(COMMENTS, &format!("body={text}")).unwrap();
                match status {
                    303 => {}
                    503 => {
                        assert!(
                            page.contains("Send it again") && page.contains(&words),
                            "the words are not on the page"
                        );
                        refused += 1;
                        if refused == 3 {
                            break 'full;
                        }
                    }
                    429 => break,
                    other => panic!("{other}: {page}"),
                }
            }
        }
        assert!(refused > 0, "the disk never was full");
        assert_eq!(visitor.get("/readyz").unwrap().0, 503);
        assert_eq!(visitor.get("/consultations/saturday-hours").unwrap().0, 200, "reading goes on");
        disk.make_room();
        let (status, page) = visitor.post(VOTE, "choice=support").unwrap();
        assert_eq!(status, 303, "there is room, and still: {page}");
        assert_eq!(visitor.get("/readyz").unwrap().0, 200);
    }
    #[cfg(unix)]
    assert_eq!(server.stop().code(), Some(0));
    assert!(works(&data, &["recount"]).contains("every count is right"));
}

/// Stands between the program and its database server, and swallows everything when told to.
struct Between {
    address: SocketAddr,
    silent: Arc<AtomicBool>,
}

impl Between {
    fn new(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let silent = Arc::new(AtomicBool::new(false));
        let quiet = silent.clone();
        std::thread::spawn(move || {
            for near in listener.incoming() {
                let (Ok(near), quiet) = (near, quiet.clone()) else { return };
                std::thread::spawn(move || {
                    wait_while(&quiet);
                    let Ok(far) = TcpStream::connect(server) else { return };
                    let (near_too, far_too) = (near.try_clone().unwrap(), far.try_clone().unwrap());
                    let quiet_too = quiet.clone();
                    std::thread::spawn(move || carry(far_too, near_too, &quiet_too));
                    carry(near, far, &quiet);
                });
            }
        });
        Self { address, silent }
    }

    fn fall_silent(&self, silent: bool) {
        self.silent.store(silent, Ordering::SeqCst);
    }
}

fn wait_while(quiet: &AtomicBool) {
    while quiet.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, quiet: &AtomicBool) {
    let mut buffer = [0; 64 * 1024];
    while let Ok(many @ 1..) = from.read(&mut buffer) {
        wait_while(quiet);
        if to.write_all(&buffer[..many]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
}

#[test]
fn a_database_server_that_falls_silent_keeps_nobody_waiting_for_ever() {
    let folder = Folder::new();
    let database = PostgresDatabase::new("soundings_falls_silent");
    let between = Between::new(database.address());
    let server =
        Server::start(folder.path(), &["--database-url", &database.url_by(between.address), "serve", "--demo"]);
    let visitors: Vec<_> = (310..318).map(|number| server.resident(number)).collect();
    between.fall_silent(true);
    // Those who come just then, all at once; then those who come after them.
    for (round, most) in [(0, 25), (1, 9), (2, 9)] {
        std::thread::scope(|scope| {
            for (number, mut visitor) in visitors.clone().into_iter().enumerate() {
                scope.spawn(move || {
                    let began = Instant::now();
                    let (status, page) = match number % 3 {
                        0 => visitor.post(VOTE, "choice=oppose").unwrap(),
                        1 => visitor.post(COMMENTS, "body=The+shelves+are+full").unwrap(),
                        _ => visitor.get("/account").unwrap(),
                    };
                    let took = began.elapsed();
                    assert_eq!(status, 503, "round {round}, visitor {number}: {page}");
                    assert!(took < Duration::from_secs(most), "round {round}, visitor {number} waited {took:?}");
                    assert!(number % 3 != 1 || page.contains("The shelves are full"), "{page}");
                });
            }
        });
    }
    let began = Instant::now();
    assert_eq!(server.visitor().get("/readyz").unwrap().0, 503);
    assert_eq!(server.visitor().get("/healthz").unwrap().0, 200);
    assert!(began.elapsed() < Duration::from_secs(9));
    between.fall_silent(false);
    let mut visitor = visitors[0].clone();
    until("votes are taken again", Duration::from_secs(20), || {
        visitor.post(VOTE, "choice=support").is_ok_and(|(status, _)| status == 303)
    });
    assert_eq!(server.visitor().get("/readyz").unwrap().0, 200);
    assert_eq!(server.stop().code(), Some(0));
}

/// Sends the pieces of a request, one each half second, and says after how long the other side had enough, and what it
/// said.
fn dribble(address: SocketAddr, first: &str, pieces: &str, most: Duration) -> (Duration, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    stream.write_all(first.as_bytes()).unwrap();
    let (began, mut heard, mut buffer) = (Instant::now(), Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(many) => heard.extend_from_slice(&buffer[..many]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
        assert!(began.elapsed() < most, "the connection is held after {most:?}");
        if stream.write_all(pieces.as_bytes()).is_err() {
            break;
        }
    }
    (began.elapsed(), String::from_utf8_lossy(&heard).into_owned())
}

#[test]
fn half_a_request_is_not_waited_for_and_a_resting_connection_is_kept() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &["serve"]);
    let address = server.address;
    let form = "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\nemail=";
    std::thread::scope(|scope| {
        scope.spawn(|| dribble(address, "", "", Duration::from_secs(15)));
        scope.spawn(|| dribble(address, "GET / HTTP/1.1\r\nHost: x\r\n", "", Duration::from_secs(15)));
        scope.spawn(|| dribble(address, "GET / HTTP/1.1\r\n", "X-More: 1\r\n", Duration::from_secs(15)));
        scope.spawn(|| dribble(address, form, "", Duration::from_secs(30)));
        scope.spawn(|| dribble(address, form, "x", Duration::from_secs(30)));
        scope.spawn(|| {
            // A proxy's connection, between two visitors.
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
            for _ in 0..2 {
                stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
                let mut answer = String::new();
                while !answer.ends_with("ok") {
                    let mut buffer = [0; 4096];
                    let many = stream.read(&mut buffer).unwrap();
                    assert!(many > 0, "the connection was closed while it rested");
                    answer.push_str(&String::from_utf8_lossy(&buffer[..many]));
                }
                std::thread::sleep(Duration::from_secs(13));
            }
        });
    });
    assert_eq!(server.visitor().get("/").unwrap().0, 200);
}

#[cfg(unix)]
#[test]
fn told_to_stop_it_stops_at_once_though_somebody_follows_the_counts() {
    let folder = Folder::new();
    let server = Server::start(folder.path(), &["serve", "--demo"]);
    let mut line = TcpStream::connect(server.address).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    line.write_all(b"GET /consultations/saturday-hours/proposals/1/live HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut heard = String::new();
    while !heard.contains("data:") {
        let mut buffer = [0; 4096];
        let many = line.read(&mut buffer).unwrap();
        assert!(many > 0, "no live counts: {heard}");
        heard.push_str(&String::from_utf8_lossy(&buffer[..many]));
    }
    let began = Instant::now();
    assert_eq!(server.stop().code(), Some(0));
    assert!(began.elapsed() < Duration::from_secs(4), "it took {:?} to stop", began.elapsed());
}

#[cfg(target_os = "linux")]
#[test]
fn the_limit_on_open_files_is_raised_and_many_idle_visitors_keep_nobody_out() {
    let folder = Folder::new();
    let server = Server::start_by(program_after("ulimit -Sn 100", folder.path()), &["serve"], Stdio::null());
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.id())).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let numbers: Vec<u64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    assert!(numbers[0] > 100, "{line}");
    let idle: Vec<TcpStream> = (0..300).map(|_| TcpStream::connect(server.address).unwrap()).collect();
    assert_eq!(server.visitor().get("/").unwrap().0, 200);
    drop(idle);
}

#[cfg(target_os = "linux")]
#[test]
fn where_few_files_may_be_open_visitors_wait_their_turn_and_the_record_stays_open() {
    let folder = Folder::new();
    let server = Server::start_by(program_after("ulimit -n 128", folder.path()), &["serve"], Stdio::null());
    // More than there is room for; half heads are given up on after ten seconds.
    let idle: Vec<TcpStream> = (0..200).map(|_| TcpStream::connect(server.address).unwrap()).collect();
    assert_eq!(server.visitor().get("/readyz").unwrap().0, 200);
    drop(idle);
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).permissions().mode() & 0o777
}

#[cfg(unix)]
#[test]
fn what_the_program_writes_is_for_its_own_user_whatever_the_umask() {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let server = Server::start_by(program_after("umask 000", &data), &["serve", "--demo"], Stdio::null());
    let mut visitor = server.visitor();
    let fields = "name=Ann+Reader&email=ann%40example.org&password=three+quiet+words";
    assert_eq!(visitor.post("/register", fields).unwrap().0, 303);
    let mail = data.join("mail");
    until("the message is written", Duration::from_secs(30), || {
        std::fs::read_dir(&mail).is_ok_and(|mut files| files.next().is_some())
    });
    assert_eq!((mode(&data), mode(&mail)), (0o700, 0o700));
    for name in ["soundings.db", "soundings.db-wal", "soundings.db-shm", "soundings.db.serve-lock"] {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
    for file in std::fs::read_dir(&mail).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
    let out = folder.path().join("backup.tar.gz");
    let mut backup = program_after("umask 000", &data);
    assert!(backup.args(["backup", out.to_str().unwrap()]).stdout(Stdio::null()).status().unwrap().success());
    assert_eq!(mode(&out), 0o600);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside the backup");
    drop(server);
    // A folder that an earlier version made for everybody to look into is closed.
    std::fs::set_permissions(&data, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::set_permissions(data.join("soundings.db"), std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    works(&data, &["migrate"]);
    assert_eq!((mode(&data), mode(&data.join("soundings.db"))), (0o700, 0o600));
    // A folder that is somebody else's is left as it is, and only our own files in it are closed.
    let shared = Folder::new();
    std::fs::write(shared.path().join("theirs"), "something").unwrap();
    std::fs::set_permissions(shared.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    works(shared.path(), &["migrate"]);
    assert_eq!((mode(shared.path()), mode(&shared.path().join("soundings.db"))), (0o755, 0o600));
}

#[test]
fn two_servers_on_one_empty_database_print_the_same_link_and_fill_the_demo_once() {
    let folder = Folder::new();
    let start = |database: &PostgresDatabase, words: &[&str]| -> Vec<(Server, PathBuf)> {
        std::thread::scope(|scope| {
            let starting: Vec<_> = ["one", "two"]
                .map(|name| {
                    let data = folder.path().join(format!("{}-{name}", words.len()));
                    std::fs::create_dir_all(&data).unwrap();
                    let out = data.join("printed");
                    let printed = std::fs::File::create(&out).unwrap();
                    let mut command = program(&data);
                    command.args(["--database-url", &database.url]);
                    scope.spawn(move || (Server::start_by(command, words, printed.into()), out))
                })
                .into_iter()
                .collect();
            starting.into_iter().map(|thread| thread.join().unwrap()).collect()
        })
    };
    let empty = PostgresDatabase::new("soundings_two_servers");
    let servers = start(&empty, &["serve"]);
    let tokens: Vec<String> = servers
        .iter()
        .map(|(server, out)| {
            let printed = std::fs::read_to_string(out).unwrap();
            let token = printed.split("/first-administrator/").nth(1).unwrap_or_else(|| panic!("no link: {printed}"));
            let path = format!("/first-administrator/{}", token.trim());
            assert_eq!(server.visitor().get(&path).unwrap().0, 200, "the link does not work");
            path
        })
        .collect();
    assert_eq!(tokens[0], tokens[1]);
    drop(servers);
    let demo = PostgresDatabase::new("soundings_two_demos");
    let servers = start(&demo, &["serve", "--demo"]);
    let printed: Vec<String> = servers.iter().map(|(_, out)| std::fs::read_to_string(out).unwrap()).collect();
    for words in &printed {
        assert_eq!(words.lines().filter(|line| line.starts_with("demo sign-in: ")).count(), 6, "{words}");
    }
    assert_eq!(printed.iter().filter(|words| words.contains("The demo library service is ready")).count(), 1);
    drop(servers);
    let recounted = run(folder.path(), &["--database-url", &demo.url, "recount"]);
    assert!(String::from_utf8_lossy(&recounted.stdout).contains("5000 votes counted again"), "{recounted:?}");
}
