//! The sample consultations, as a department would put them.

/// A consultation's document, with placeholders for the origins of its sites.
#[derive(Debug)]
pub struct SampleConsultation {
    /// Its id.
    pub id: &'static str,
    document: &'static str,
}

impl SampleConsultation {
    /// The JSON document, each site's placeholder replaced by the origin that `origin_of` gives for the site's id.
    pub fn document(&self, origin_of: impl Fn(&str) -> String) -> String {
        crate::sites().iter().fold(self.document.to_owned(), |document, site| {
            document.replace(&format!("{{{{origin:{}}}}}", site.id), &origin_of(site.id))
        })
    }
}

/// Every sample.
pub fn consultations() -> &'static [SampleConsultation] {
    const SAMPLES: &[SampleConsultation] = &[
        SampleConsultation {
            id: "maternity-benefits",
            document: include_str!("../consultations/maternity-benefits.json"),
        },
        SampleConsultation { id: "mapping-data", document: include_str!("../consultations/mapping-data.json") },
        SampleConsultation {
            id: "social-media-guidance",
            document: include_str!("../consultations/social-media-guidance.json"),
        },
        SampleConsultation { id: "local-buses", document: include_str!("../consultations/local-buses.json") },
    ];
    SAMPLES
}
