//! Running it on a machine of one's own: the scripts of `deploy/self-host`, performed.

use soundings_tests::{Edge, key, sound_body};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use xtask::repo::Repo;

fn script(name: &str, arguments: &[&str]) -> Output {
    let script = Repo::find().unwrap().path(&format!("deploy/self-host/{name}"));
    Command::new("sh").arg(script).args(arguments).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_backup_of_a_busy_edge_is_restored_with_all_that_was_acknowledged_before_it() {
    let mut edge = Edge::start();
    edge.open_samples();
    let (folder, process) = (tempfile::tempdir().unwrap(), edge.process().to_string());
    let backup = folder.path().join("backup");
    let acknowledged: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
    let ends = AtomicBool::new(false);
    let mut before = Vec::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while !ends.load(Ordering::SeqCst) {
                    let one = key();
                    let (status, answer) = edge.post("sample", &one, &sound_body());
                    assert_eq!(status, 201, "a backup refuses nobody");
                    acknowledged.lock().unwrap().push((one, answer["receipt"].as_str().unwrap().to_owned()));
                }
            });
        }
        std::thread::sleep(std::time::Duration::from_millis(500));
        before.clone_from(&acknowledged.lock().unwrap());
        let made = script("backup.sh", &[text(edge.store()), text(&backup), &process]);
        assert!(made.status.success(), "{made:?}");
        std::thread::sleep(std::time::Duration::from_millis(200));
        ends.store(true, Ordering::SeqCst);
    });
    assert!(!before.is_empty());
    let all = acknowledged.into_inner().unwrap();
    assert!(all.len() > before.len(), "it went on afterwards");
    let again = script("backup.sh", &[text(edge.store()), text(&backup), &process]);
    assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("never written over"));

    // The machine is lost.
    edge.kill9();
    let refused = script("restore.sh", &[text(&backup), text(edge.store())]);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("not empty"));
    std::fs::remove_dir_all(edge.store()).unwrap();
    let restored = script("restore.sh", &[text(&backup), text(edge.store())]);
    assert!(restored.status.success(), "{restored:?}");
    edge.restart();

    let stored = edge.responses("sample").len();
    assert_eq!(edge.summary("sample")["responses"], stored, "the tally is the recount of the rows");
    assert!(stored >= before.len() && stored <= all.len(), "{} <= {stored} <= {}", before.len(), all.len());
    for (one, receipt) in before.iter().rev().take(100) {
        let (status, answer) = edge.post("sample", one, &sound_body());
        assert_eq!((status, answer["receipt"].as_str()), (201, Some(receipt.as_str())));
    }
    assert_eq!(edge.responses("sample").len(), stored, "and is not counted again");
}

#[test]
fn a_backup_that_was_damaged_is_not_restored() {
    let edge = Edge::start();
    edge.open_samples();
    assert_eq!(edge.post("sample", &key(), &sound_body()).0, 201);
    let folder = tempfile::tempdir().unwrap();
    let (backup, data) = (folder.path().join("backup"), folder.path().join("data"));
    let made = script("backup.sh", &[text(edge.store()), text(&backup), &edge.process().to_string()]);
    assert!(made.status.success(), "{made:?}");
    let ledger = std::fs::read_dir(backup.join("ledger")).unwrap().map(|entry| entry.unwrap().path());
    let damaged = ledger.max_by_key(|path| path.metadata().unwrap().len()).unwrap();
    let bytes = std::fs::read(&damaged).unwrap();
    std::fs::write(&damaged, &bytes[..bytes.len() / 2]).unwrap();
    let restored = script("restore.sh", &[text(&backup), text(&data)]);
    assert!(!restored.status.success());
    assert!(String::from_utf8_lossy(&restored.stderr).contains("nothing is restored"), "{restored:?}");
    assert!(!data.exists());
}

#[test]
fn the_program_that_is_made_runs_by_itself() {
    let program = xtask::package::package(&Repo::find().unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    // From a folder in which there is nothing of the repository.
    let mut running = Command::new(program)
        .current_dir(folder.path())
        .arg(format!("--socket-addr=http=127.0.0.1:{port}"))
        .arg(format!("--directory-path=disk={}", folder.path().display()))
        .env("SOUNDINGS_DEPARTMENTS", "[]")
        .env("SOUNDINGS_PUBLIC_URL", "https://soundings.example")
        .spawn()
        .unwrap();
    let read = |path: &str| ureq::get(format!("http://127.0.0.1:{port}{path}")).call();
    let began = std::time::Instant::now();
    while read("/healthz").is_err() && began.elapsed().as_secs() < 20 {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let loader = read("/v1/embed.js").map(|mut reply| reply.body_mut().read_to_string().unwrap());
    running.kill().unwrap();
    running.wait().unwrap();
    assert!(loader.unwrap().contains("take-soundings"));
}
