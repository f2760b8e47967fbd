//! All five languages. Those besides English are machine-drafted, and no speaker of them has read them yet.

use super::EmbedStrings;

pub(super) const EN: EmbedStrings = EmbedStrings {
    have_your_say: "Have your say",
    open_until: "Open until {date}",
    open_now: "Open now",
    closed_on: "Closed on {date}",
    closed: "Closed",
    not_open: "Not open yet",
};

pub(super) const CY: EmbedStrings = EmbedStrings {
    have_your_say: "Dweud eich dweud",
    open_until: "Ar agor tan {date}",
    open_now: "Ar agor nawr",
    closed_on: "Caeodd ar {date}",
    closed: "Wedi cau",
    not_open: "Heb agor eto",
};

pub(super) const PL: EmbedStrings = EmbedStrings {
    have_your_say: "Wyraź swoje zdanie",
    open_until: "Otwarte do {date}",
    open_now: "Otwarte",
    closed_on: "Zamknięte {date}",
    closed: "Zamknięte",
    not_open: "Jeszcze nieotwarte",
};

pub(super) const UR: EmbedStrings = EmbedStrings {
    have_your_say: "اپنی رائے دیں",
    open_until: "{date} تک کھلا ہے",
    open_now: "ابھی کھلا ہے",
    closed_on: "{date} کو بند ہوا",
    closed: "بند ہے",
    not_open: "ابھی نہیں کھلا",
};

pub(super) const AR: EmbedStrings = EmbedStrings {
    have_your_say: "شارك برأيك",
    open_until: "مفتوح حتى {date}",
    open_now: "مفتوح الآن",
    closed_on: "أُغلق في {date}",
    closed: "مغلق",
    not_open: "لم يُفتح بعد",
};
