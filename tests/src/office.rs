//! A spreadsheet by an outside opinion: LibreOffice opens it and writes each of its sheets as CSV.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// The sheets of a spreadsheet, as LibreOffice writes them, by their names: the rows of each. `folder`: where it may work.
pub fn sheets(ods: &Path, folder: &Path) -> BTreeMap<String, Vec<Vec<String>>> {
    let office = xtask::toolchain::ensure_calc().expect("this test needs LibreOffice");
    let run = Command::new(office)
        .arg(format!("-env:UserInstallation=file://{}/profile", folder.display()))
        .args(["--headless", "--norestore", "--convert-to"])
        // Commas, quotes, UTF-8, from the first row on, cells as they are; the last says: every sheet.
        .arg("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1")
        .arg("--outdir")
        .arg(folder)
        .arg(ods)
        .output()
        .expect("LibreOffice starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let own = format!("{}-", ods.file_stem().expect("a file has a name").to_string_lossy());
    let mut sheets = BTreeMap::new();
    for file in std::fs::read_dir(folder).expect("the folder is there") {
        let path = file.expect("a folder that opens can be listed").path();
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        if let (Some(sheet), true) = (name.strip_prefix(&own), path.extension().is_some_and(|ending| ending == "csv")) {
            let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(&path);
            let rows = reader
                .expect("a file opens")
                .into_records()
                .map(|row| row.expect("a row is CSV").iter().map(str::to_owned).collect::<Vec<_>>());
            sheets.insert(sheet.to_owned(), rows.collect());
        }
    }
    sheets
}
