//! The two ways to run the Worker, workerd's configuration and Cloudflare's, say the same.

use serde_json::Value;

const WORKERD: &str = include_str!("../workerd.capnp");
const CLOUDFLARE: &str = include_str!("../../deploy/cloudflare/wrangler.jsonc");

fn cloudflare() -> Value {
    // The comments there stand on lines of their own.
    let lines = CLOUDFLARE.lines().filter(|line| !line.trim_start().starts_with("//"));
    serde_json::from_str(&lines.collect::<Vec<_>>().join("\n")).unwrap()
}

fn texts<'a>(list: &'a Value, member: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|one| one[member].as_str().unwrap()).collect()
}

#[test]
fn bindings_and_classes_are_the_same() {
    let cloudflare = cloudflare();
    let bindings = &cloudflare["durable_objects"]["bindings"];
    let (names, classes) = (texts(bindings, "name"), texts(bindings, "class_name"));
    for (name, class) in names.iter().zip(&classes) {
        assert!(WORKERD.contains(&format!(r#"(name = "{name}", durableObjectNamespace = "{class}")"#)), "{name}");
        assert!(WORKERD.contains(&format!(r#"(className = "{class}", "#)), "{class}");
    }
    assert_eq!(WORKERD.matches("durableObjectNamespace = ").count(), names.len());
    let migrated: Vec<&str> = cloudflare["migrations"][0]["new_sqlite_classes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(migrated, classes);
    let variables = cloudflare["vars"].as_object().unwrap();
    for name in variables.keys() {
        assert!(WORKERD.contains(&format!(r#"(name = "{name}", fromEnvironment = "#)), "{name}");
    }
    assert_eq!(WORKERD.matches("fromEnvironment = ").count(), variables.len());
}

#[test]
fn cloudflare_counts_by_the_limits_that_are_documented() {
    let limits = cloudflare()["ratelimits"].clone();
    let simple = |name: &str| {
        let found = limits.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap();
        (found["simple"]["limit"].clone(), found["simple"]["period"].clone())
    };
    assert_eq!(simple("CONSULTATION_RATE"), (contract::limits::CONSULTATION_A_MINUTE.into(), 60.into()));
    assert_eq!(simple("NETWORK_RATE"), (contract::limits::NETWORK_A_MINUTE.into(), 60.into()));
}

#[test]
fn the_same_runtime_is_asked_for() {
    let date = cloudflare()["compatibility_date"].as_str().unwrap().to_owned();
    assert!(WORKERD.contains(&format!(r#"compatibilityDate = "{date}""#)), "{date}");
}
