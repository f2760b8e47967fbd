//! Commands that speak to an edge elsewhere do so by https, and believe no certificate that nobody vouches for. Before a real
//! edge stands a server with certificates that the test makes.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use soundings_tests::{Edge, key, sound_body};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use xtask::api::Api;
use xtask::audit::{Source, Verdict, verify};
use xtask::publish::{self, Outcome};
use xtask::replay;

/// An authority that vouches for names.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let pem = parameters.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(parameters, key), pem }
    }

    /// Passes on to the edge what comes in by TLS, under that name, as a proxy does; the port.
    fn stand_before(&self, edge: &Edge, name: &str, runtime: &tokio::runtime::Runtime) -> u16 {
        let key = KeyPair::generate().unwrap();
        let parameters = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).unwrap();
        let port = listener.local_addr().unwrap().port();
        let behind = edge.port();
        runtime.spawn(async move {
            while let Ok((incoming, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    // Who does not believe the certificate hangs up.
                    let Ok(mut incoming) = acceptor.accept(incoming).await else { return };
                    let Ok(mut outgoing) = TcpStream::connect(("127.0.0.1", behind)).await else { return };
                    let _ = tokio::io::copy_bidirectional(&mut incoming, &mut outgoing).await;
                });
            }
        });
        port
    }
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn publish_audit_and_replay_go_by_https_to_who_is_vouched_for() {
    let (edge, folder) = (Edge::start(), tempfile::tempdir().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (own, stranger) = (Authority::new(), Authority::new());
    let there = format!("https://127.0.0.1:{}", own.stand_before(&edge, "127.0.0.1", &runtime));
    let misnamed = format!("https://127.0.0.1:{}", own.stand_before(&edge, "edge.example", &runtime));
    let own = file(folder.path(), "own.pem", &own.pem);
    let stranger = file(folder.path(), "stranger.pem", &stranger.pem);
    let trusting =
        |base: &str, authorities: &Path| Api::trusting(base, edge.department(), edge.token(), authorities).unwrap();
    let yaml = "title: {en: Buses}\nlanguages: [en]\nquestions:\n  - {id: say, kind: free_text, text: {en: Say?}}\n";
    let options = publish::Options { files: vec![file(folder.path(), "buses.yaml", yaml)], open: true, check: false };
    let published = |api: &Api| publish::run(api, &options, || Ok(true), &mut Vec::new());

    for (what, api, cause) in [
        ("nobody vouches", Api::new(&there, edge.department(), edge.token()), "UnknownIssuer"),
        ("another of its name vouches", trusting(&there, &stranger), "BadSignature"),
        ("for another name", trusting(&misnamed, &own), "not valid for name"),
    ] {
        let refused = format!("{:#}", published(&api).unwrap_err());
        assert!(refused.contains(cause) && refused.contains("--ca-file"), "{what}: {refused}");
        let refused = verify(&Source::Edge { api, save: None }, edge.department(), None).unwrap_err();
        assert!(format!("{refused:#}").contains(cause), "{what}: {refused:#}");
    }
    assert_eq!(edge.department_call("GET", "buses", "").0, 404, "nothing arrived");

    let api = trusting(&there, &own);
    assert_eq!(published(&api).unwrap(), Outcome::Published(1));
    assert_eq!(edge.department_call("GET", "buses", "").1["state"], "open");

    let mapping = serde_json::json!({
        "source": "Made up for this test", "definition": edge.sample_document(), "site": "forum", "lang": "en",
        "answers": [{"column": "stage", "question": "stage"}],
    });
    let replay = replay::Options {
        csv: file(folder.path(), "answers.csv", "stage\nbefore\nafter\nbefore\n"),
        mapping: file(folder.path(), "mapping.json", &mapping.to_string()),
        consultation: "sample".to_owned(),
        withdraw_every: None,
        parallel: 2,
    };
    assert!(replay::run(&api, &replay).unwrap().is_exact());
    assert_eq!(edge.post("sample", &key(), &sound_body()).0, 201);
    assert_eq!(edge.summary("sample")["responses"], 4);

    let verdict = verify(&Source::Edge { api, save: None }, edge.department(), None).unwrap();
    assert!(matches!(verdict, Verdict::Holds { .. }), "{verdict}");
}

#[test]
fn a_file_that_names_no_authority_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for (text, told) in [
        ("", "holds no certificate"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "holds no certificate"),
        ("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "is not PEM"),
    ] {
        let path = file(folder.path(), "ca.pem", text);
        let refused = Api::trusting("https://edge.example", "engagement", "token", &path).unwrap_err();
        let refused = format!("{refused:#}");
        assert!(refused.contains(told) && refused.contains("ca.pem"), "{text:?}: {refused}");
    }
    let missing = Api::trusting("https://edge.example", "engagement", "token", &folder.path().join("none.pem"));
    assert!(format!("{:#}", missing.unwrap_err()).contains("cannot be read"));
}
