//! Outside clients of ALTCHA v2: npm's altcha-lib and PyPI's altcha solve our challenges and the edge takes their proofs;
//! the widget's solver, with the browser's cryptography and without, solves theirs and they take its.

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use soundings_tests::{Edge, FORUM, key, sound_body};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use xtask::repo::Repo;

/// The version of PyPI's altcha that is asked.
const PYTHON_ALTCHA: &str = "altcha==2.3.0";

/// From a challenge to a payload in base64.
type Solver = dyn Fn(&Clients, &Value) -> Value;

struct Clients {
    repo: Repo,
}

impl Clients {
    fn new() -> Self {
        Self { repo: Repo::find().expect("tests run in the repository") }
    }

    fn node(&self, command: &str, input: &Value) -> Value {
        let mut node = Command::new("node");
        node.arg(self.repo.path("tests/altcha/client.mjs")).arg(command).arg(self.repo.assets().join("prove.js"));
        run(node, input)
    }

    /// PyPI's package, installed once beside what is built.
    fn python(&self, command: &str, input: &Value) -> Value {
        let folder = self.packages();
        let mut python = Command::new("python3");
        python.env("PYTHONPATH", folder).arg(self.repo.path("tests/altcha/client.py")).arg(command);
        run(python, input)
    }

    fn packages(&self) -> PathBuf {
        let folder = self.repo.built().join("python").join(PYTHON_ALTCHA);
        if !folder.join("altcha/v2.py").is_file() {
            let mut pip = Command::new("python3");
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target"]);
            let status = pip.arg(&folder).arg(PYTHON_ALTCHA).status();
            let done = status.is_ok_and(|status| status.success());
            assert!(done, "{PYTHON_ALTCHA} is needed from PyPI (on Debian: sudo apt-get install -y python3-pip)");
        }
        folder
    }
}

fn run(mut command: Command, input: &Value) -> Value {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the client starts");
    child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).expect("the client reads");
    let output = child.wait_with_output().expect("the client ends");
    assert!(output.status.success(), "{command:?}: {:?}", output.status);
    serde_json::from_slice(&output.stdout).expect("the client writes JSON")
}

#[test]
fn outside_clients_and_our_own_solve_our_challenges_and_the_edge_takes_it() {
    let edge = Edge::start();
    let mut document = edge.sample_document();
    document["protection"] = json!("always");
    assert_eq!(edge.put("c", &document).0, 201);
    assert_eq!(edge.department_call("POST", "c/open", "").0, 200);
    let clients = Clients::new();
    let node = |command: &'static str| move |clients: &Clients, challenge: &Value| clients.node(command, challenge);
    let python = |clients: &Clients, challenge: &Value| clients.python("solve", challenge);
    let solvers: [&Solver; 4] = [&node("solve-lib"), &python, &node("solve-widget"), &node("solve-plain")];
    for (solve, so_far) in solvers.into_iter().zip(1..) {
        let one = key();
        let hash = HEXLOWER.encode(&Sha256::digest(one.as_bytes()));
        let path = format!("/v1/consultations/c/challenge?for={hash}&site=forum");
        let (_, challenge) = edge.call("GET", &path, &[("origin", FORUM)], "");
        let mut body = sound_body();
        body["altcha"] = solve(&clients, &challenge);
        let (status, answer) = edge.post("c", &one, &body);
        assert_eq!(status, 201, "{answer}");
        assert_eq!(edge.summary("c")["responses"], so_far);
    }
}

#[test]
fn our_solver_solves_the_challenges_of_others_and_they_take_it() {
    let clients = Clients::new();
    let both = [clients.node("make", &Value::Null), clients.python("make", &Value::Null)];
    for (challenge, python) in both.iter().zip([false, true]) {
        for solver in ["solve-widget", "solve-plain"] {
            let solved = clients.node(solver, challenge);
            let said = if python { clients.python("verify", &solved) } else { clients.node("verify", &solved) };
            assert_eq!(said["verified"], true, "{solver} {said}");
        }
    }
}
