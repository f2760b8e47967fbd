use super::*;
use proptest::prelude::*;

/// Checks one text whose personal information stands between `«` and `»`, with its kinds in order.
fn check(marked: &str, kinds: &[Personal]) {
    let text = marked.replace(['«', '»'], "");
    let mut expected = Vec::new();
    let mut from = 0;
    for (index, part) in marked.split(['«', '»']).enumerate() {
        if index % 2 == 1 {
            expected.push((kinds[index / 2], part));
        }
        from += part.len();
    }
    assert_eq!(from, text.len());
    let found = find(&text);
    let found: Vec<_> = found.iter().map(|found| (found.kind, &text[found.range.clone()])).collect();
    assert_eq!(found, expected, "{marked}");
}

fn all(kind: Personal, rows: &[&str]) {
    for row in rows {
        check(row, &vec![kind; row.matches('«').count()]);
    }
}

#[test]
fn what_something_was_taken_out_of_is_marked() {
    for text in ["me@example.org", "Ring 07700 900123 please", "I live at SW1A 1AA"] {
        assert!(is_marked(&remove(text)) && !is_marked(text), "{text}");
    }
    assert!(!is_marked(&remove("I live in [Cardiff]")));
}

#[test]
fn e_mail_addresses() {
    all(
        Personal::Email,
        &[
            "«a@b.uk»",
            "Write to «jo.o'brien+council@mail.example.co.uk», please.",
            "<«x_y@example.org»>;«z@example.org».",
            "mailto:«me@example.org»?subject=no",
            "https://example.org/?to=«me@example.org»",
            "«mari@bücher.example» a «ola@xn--bcher-kva.example»",
            "راسلوني على «info@مثال.مصر»، شكرا",
            "پتہ «ali@example.pk»۔",
            "'«me@example.org»' «you@example.org»–or not",
            "«07700900123@example.org»",
            "«12-34-56.x@example.org»",
            "a@b.م @council me@home 3@£5 a@b..c @ b.c me@1.2 a@.com x@y.z",
        ],
    );
    let long = format!("{}@example.org", "x".repeat(65));
    check(&long, &[]);
}

#[test]
fn national_insurance_numbers() {
    all(
        Personal::NiNumber,
        &[
            "My number is «AB 12 34 56 C».",
            "«AB123456C» «ab123456c» «AB 123456 C»",
            "«AB-12-34-56-C» or «ab 12 34 56 a», «AB.12.34.56.D»",
            "«QQ 12 34 56 C» is the official example",
            "by 202425 a new scheme; VAT GB 123456789; DX123456A; AO123456A; AB123456E; AB123456CD; XAB123456C",
            "AB 12 345 6 C; AB-1234567-C; AB12345C; AB 12 34 56",
        ],
    );
}

#[test]
fn nhs_numbers() {
    all(
        Personal::NhsNumber,
        &[
            "«943 476 5919», «943-476-5919», «9434765919»",
            "CHI «010190 0023»",
            "Rhif GIG: «٩٤٣ ٤٧٦ ٥٩١٩».",
            "943 476 5918; 9434 765 919; 94347659190; A9434765919; 9434765919A; REF-9434765919; 500 000 0005",
            "ISBN 0-306-40615-2, 0747532699, x/9434765919",
        ],
    );
}

#[test]
fn cards() {
    all(
        Personal::Card,
        &[
            "«4111 1111 1111 1111»; «4111-1111-1111-1111»; «4111111111111111»",
            "«3782 822463 10005» and «5555.5555.5555.4444»",
            "«4222222222222» «6304 0000 0000 0000 000»",
            "«４１１１ １１１１ １１１１ １１１１»",
            "4111 1111 1111 1112; 2019 2020 2021 2022; 9780306406157; 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
            "41111111111111111111 x4111111111111111 7 2024-4111111111111111 id=4111111111111111",
        ],
    );
    check("«4111 1111 1111 1111» «07700 900123»", &[Personal::Card, Personal::Phone]);
}

#[test]
fn sort_codes_and_dates() {
    all(
        Personal::SortCode,
        &[
            "«20-00-00», «20–45–77»",
            "«12-03-24 12345678» «200000 55779911» «20-00-00-55779911»",
            "my sort code is «12-03-24»; Sort code: «09 01 28»; sortcode «090128»",
            "cod didoli «11-04-25»",
            "on 12-03-24, by 31-12-99, log 24-03-12, 2024-03-12, 12-03-2024",
            "sorted on 12-03-24; 20 00 00; 200000; 20.45.77; 12-34-56-78; 12-34-5678; X-20-45-77; 1-20-45-77",
            "postcode 12-03-24; sort code (£9) 12-03-24",
        ],
    );
}

#[test]
fn telephone_numbers() {
    all(
        Personal::Phone,
        &[
            "«07700 900123», «07700900123», «07700-900-123», «07700.900.123», «0770 090 0123»",
            "«020 7946 0958» or «(020) 7946 0958» («0161 496 0000») tel.«01632 960001»/«01632 960002»",
            "«+44 7700 900123» «+44 (0)161 496 0000» («+44 20 7946 0958»)",
            "«(+44) 7700 900123» «0044 7700 900123» «447700900123»",
            "«016977 2345» «+441697 72345»",
            "رقمي «٠٧٧٠٠ ٩٠٠١٢٣» و«07700 900123» میرا نمبر «۰۷۷۰۰۹۰۰۱۲۳» ہے",
            "«07700 900123» 24 hours; in 2024 «07700 900123»\n«07700 900123»",
            "0300 123 6600, 0800 1111, 0845 46 47, 999, 111, +48 22 123 45 67, 0033 1 23 45 67 89, +1 202 555 0123",
            "01.02.2024 10.30; 07.12.2024 100; 44 12 34 56 78 90; 077009001234; A07700900123; 07700900123a; 2024-07700900123",
            "https://example.org/07700900123 order_07700900123 0123 4567 8901 2345; 07700 9001",
        ],
    );
}

#[test]
fn postcodes() {
    all(
        Personal::Postcode,
        &[
            "«SW1A 1AA», «sw1a1aa», «Sw1a 1aa», «M1 1AA», «m11aa», «EC1A  1BB»; «B33 8TH»\n«CR2 6XH» (DN55 «DN55 1PT»)",
            "Caerdydd «CF10 1EP», «e1 6an»: «W1A 0AX».",
            "SW1A, M25, A40, A1 1AA, the M25 2hr delay, m1 2nd exit, M1 2nd, QW1 1AA, AJ1 1AA, SW1A 1AC, SW1A 1A",
            "SW1A 1AAB, XSW1A 1AA, SW1A-1AA, SW1A\n1AA, x/SW1A1AA, AB12 CDE, ABC1 1AA, SW11A 1AA, SW1A   1AA",
        ],
    );
}

#[test]
fn what_is_removed() {
    for (text, expected) in [
        ("", ""),
        ("Nothing: 12-03-24, £1,000,000.00, M25, ŵ.", "Nothing: 12-03-24, £1,000,000.00, M25, ŵ."),
        ("a@b.uk, 07700 900123 and 943 476 5919", "[mail], [tel] and [NHS]"),
        ("AB123456C / 4111 1111 1111 1111 / 20-00-00 55779911", "[NI] / [card] / [bank]"),
        ("At SW1A 1AA or m11aa, Llanfairpwllgwyngyll", "At SW1A […] or m1[…], Llanfairpwllgwyngyll"),
        // The context of the second reaches as far after removal as before.
        ("sort code a.very.long.address@example.org 12-03-24", "sort code [mail] 12-03-24"),
    ] {
        assert_eq!(remove(text), expected);
    }
}

/// Texts of what is found, what nearly is, and what stands between.
fn texts() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "\\PC{0,3}",
        "[a-zA-Z]{0,3}",
        "[0-9]{1,6}",
        "[-. ()+/@_]{1,2}",
        "[٠-٩۰-۹０-９]{1,4}",
        prop::sample::select(vec![
            "a@b.uk",
            "@b.org",
            "me",
            "AB123456C",
            "AB",
            "12",
            "34",
            "943 476 5919",
            "4111 1111 1111 1111",
            "20-00-00",
            "12-03-24",
            "sort code ",
            "07700 900123",
            "+44 (0)",
            "(020) ",
            "SW1A 1AA",
            "sw1a1aa",
            "M1",
            "1AA",
            "55779911",
            "–",
            "\u{a0}",
            "،",
            "ŵ",
            "و",
            "中",
            "[…]",
            "[mail]",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn places_are_in_order_and_between_characters(text in texts()) {
        let mut from = 0;
        for found in find(&text) {
            prop_assert!(found.range.start >= from && found.range.end > found.range.start);
            prop_assert!(text.get(found.range.clone()).is_some());
            let (cut, _) = found.replacement();
            prop_assert!(cut.start >= found.range.start && cut.end == found.range.end && text.get(cut).is_some());
            from = found.range.end;
        }
    }

    #[test]
    fn nothing_is_left_and_the_text_is_no_longer(text in texts()) {
        let removed = remove(&text);
        prop_assert_eq!(find(&removed), vec![], "{}", &removed);
        prop_assert!(removed.chars().count() <= text.chars().count());
    }

    #[test]
    fn a_text_without_digits_and_at_signs_stays(text in "[^0-9@٠-٩۰-۹０-９]{0,40}") {
        prop_assert_eq!(remove(&text), text);
    }

    #[test]
    fn any_text_at_all(text in any::<String>()) {
        prop_assert_eq!(find(&remove(&text)), vec![]);
    }
}
