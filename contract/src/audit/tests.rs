//! Whatever is done to a log breaks it, at the place where it was done.

use super::*;

fn department() -> DepartmentId {
    DepartmentId::parse("engagement").unwrap()
}

fn log() -> Vec<Link> {
    let token = Actor::Token { id: "ab2cd3ef".to_owned(), name: "Jo’s reports".to_owned() };
    let person = Actor::Person { email: "jo@dept.example".to_owned() };
    let did = [
        (Actor::Deployment, Action::DeploymentTokenChanged, "", ""),
        (token.clone(), Action::ConsultationPut, "maps", "revision 1"),
        (token, Action::ConsultationOpened, "maps", ""),
        (person, Action::ResponsesExported, "maps", ""),
    ];
    let mut links: Vec<Link> = Vec::new();
    for ((by, action, subject, detail), number) in did.into_iter().zip(1_u32..) {
        let entry = Entry {
            department: department(),
            number: number.into(),
            at: Timestamp::from_unix_seconds(1_728_000_000 + i64::from(number)),
            by,
            action,
            subject: subject.to_owned(),
            detail: detail.to_owned(),
        };
        links.push(entry.link(links.last().map_or(Hash::NONE, |link| link.hash)));
    }
    links
}

fn check(links: &[Link]) -> Result<Head, Broken> {
    let mut chain = Chain::of(department());
    links.iter().try_for_each(|link| chain.follow(link).map(drop))?;
    Ok(chain.head())
}

#[test]
fn a_log_holds_and_has_a_head() {
    assert_eq!(check(&[]), Ok(Head::NONE));
    let log = log();
    let head = check(&log).unwrap();
    assert_eq!((head.count, head.hash), (4, log[3].hash));
    assert_eq!(Head::parse(&head.to_string()), Some(head));
    for text in ["", "4", "x:00", "4:zz", &format!("4:{}", head.hash.to_string().to_uppercase())] {
        assert_eq!(Head::parse(text), None, "{text}");
    }
}

#[test]
fn a_link_in_bytes() {
    // Python: s = lambda t: f"{len(t.encode())}:{t}"
    // hashlib.sha256(("0" * 64 + "".join(map(s, ["engagement", "1", "2024-10-04T00:00:01Z", "token", "ab2cd3ef",
    //   "Jo’s reports", "consultation-put", "maps", "revision 1"]))).encode()).hexdigest()
    let entry = Entry { number: 1, at: Timestamp::from_unix_seconds(1_728_000_001), ..log()[1].entry.clone() };
    let link = entry.link(Hash::NONE);
    assert_eq!(link.hash.to_string(), "6e8313b08a1f4e71a05db4f7c1e2db06d54fb1fc307d6ec56435d3f962a40b7a");
    let zeros = "0".repeat(64);
    assert_eq!(
        link.to_value().to_string(),
        format!(
            r#"{{"department":"engagement","number":1,"at":"2024-10-04T00:00:01Z","by":{{"kind":"token","id":"ab2cd3ef","name":"Jo’s reports"}},"action":"consultation-put","subject":"maps","detail":"revision 1","previous":"{zeros}","hash":"{}"}}"#,
            link.hash
        )
    );
}

#[test]
fn a_link_is_read_as_it_was_written_and_nothing_else_is() {
    for link in log() {
        assert_eq!(Link::parse(&link.to_value()), Some(link));
    }
    let Value::Object(members) = log()[1].to_value() else { panic!("a link is an object") };
    for (index, (name, _)) in members.iter().enumerate() {
        let mut without = members.clone();
        without.remove(index);
        assert_eq!(Link::parse(&Value::Object(without)), None, "without {name}");
        let mut wrong = members.clone();
        wrong[index].1 = Value::Null;
        assert_eq!(Link::parse(&Value::Object(wrong)), None, "{name} of another type");
    }
    let mut more = members;
    more.push(("note".to_owned(), "not hashed".into()));
    assert_eq!(Link::parse(&Value::Object(more)), None, "a member that no hash covers");
}

#[test]
fn every_action_has_its_name() {
    for action in Action::ALL {
        assert_eq!(Action::parse(action.name()), Some(*action));
    }
}

#[test]
fn a_changed_field_breaks_its_own_link() {
    let token = |id: &str, name: &str| Actor::Token { id: id.to_owned(), name: name.to_owned() };
    type Change = Box<dyn Fn(&mut Link)>;
    let changes: Vec<(&str, Change, Broken)> = vec![
        (
            "department",
            Box::new(|link| link.entry.department = DepartmentId::parse("another").unwrap()),
            Broken::Department(3),
        ),
        ("number", Box::new(|link| link.entry.number = 7), Broken::Number { place: 3, found: 7 }),
        ("at", Box::new(|link| link.entry.at = Timestamp::from_unix_seconds(0)), Broken::Hash(3)),
        ("by, kind", Box::new(|link| link.entry.by = Actor::Deployment), Broken::Hash(3)),
        ("by, id", Box::new(move |link| link.entry.by = token("zz2cd3ef", "Jo’s reports")), Broken::Hash(3)),
        ("by, name", Box::new(move |link| link.entry.by = token("ab2cd3ef", "Al’s reports")), Broken::Hash(3)),
        ("action", Box::new(|link| link.entry.action = Action::ConsultationClosed), Broken::Hash(3)),
        ("subject", Box::new(|link| link.entry.subject = "roads".to_owned()), Broken::Hash(3)),
        ("detail", Box::new(|link| link.entry.detail = "x".to_owned()), Broken::Hash(3)),
        ("previous", Box::new(|link| link.previous = Hash::NONE), Broken::Previous(3)),
        ("hash", Box::new(|link| link.hash = Hash::NONE), Broken::Hash(3)),
        // Two texts that give the same bytes when they are put together.
        (
            "subject and detail",
            Box::new(|link| (link.entry.subject, link.entry.detail) = ("map".to_owned(), "s".to_owned())),
            Broken::Hash(3),
        ),
        // Whoever changes an entry can hash it anew; then the next link does not follow.
        (
            "detail, hashed anew",
            Box::new(|link| {
                link.entry.detail = "x".to_owned();
                *link = link.entry.clone().link(link.previous);
            }),
            Broken::Previous(4),
        ),
    ];
    for (what, change, broken) in changes {
        let mut links = log();
        change(&mut links[2]);
        assert_eq!(check(&links), Err(broken), "{what}");
    }
}

#[test]
fn order_deletion_and_doubling_break_it() {
    let log = log();
    let pick = |order: &[usize]| order.iter().map(|index| log[*index].clone()).collect::<Vec<_>>();
    for (order, broken) in [
        (&[0, 2, 1, 3][..], Broken::Number { place: 2, found: 3 }),
        (&[0, 1, 3], Broken::Number { place: 3, found: 4 }),
        (&[1, 2, 3], Broken::Number { place: 1, found: 2 }),
        (&[0, 1, 1, 2, 3], Broken::Number { place: 3, found: 2 }),
    ] {
        assert_eq!(check(&pick(order)), Err(broken), "{order:?}");
    }
    // An entry taken out, the later ones numbered anew.
    let mut closed_up = pick(&[0, 1, 3]);
    closed_up[2].entry.number = 3;
    assert_eq!(check(&closed_up), Err(Broken::Previous(3)));
}

#[test]
fn a_cut_end_and_a_whole_other_log_show_by_the_head_alone() {
    let log = log();
    let head = check(&log).unwrap();
    let cut = check(&log[..3]).unwrap();
    assert_ne!(cut, head);
    // The last entry changed and hashed anew: a chain that holds, with another head.
    let mut other = log;
    other[3].entry.subject = "roads".to_owned();
    other[3] = other[3].entry.clone().link(other[3].previous);
    let other = check(&other).unwrap();
    assert_eq!(other.count, head.count);
    assert_ne!(other.hash, head.hash);
}
