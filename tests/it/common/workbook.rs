//! Small Excel workbooks (.xlsx), made from cells, so that a test can have what no spreadsheet here saves: dates that count from
//! 1904, a formula without a value, a hidden sheet. A workbook is a zip archive of XML; these store it without compression.

/// A sheet: its cells by row, and what its XML has apart from them.
pub(crate) struct SheetParts<'s> {
    /// The name.
    pub(crate) name: &'s str,
    /// Whether Excel hides the sheet.
    pub(crate) is_hidden: bool,
    /// XML before the cells, such as `<cols>` for a hidden column.
    pub(crate) before: &'s str,
    /// The rows. A cell is text, unless it starts with `date:` (a serial in a cell formatted as a date), `number:`, `error:`, or
    /// `formula:` (without a value).
    pub(crate) rows: &'s [&'s [&'s str]],
    /// XML after the cells, such as `<mergeCells>`.
    pub(crate) after: &'s str,
}

impl<'s> SheetParts<'s> {
    /// A visible sheet with these rows.
    pub(crate) fn of_rows(name: &'s str, rows: &'s [&'s [&'s str]]) -> Self {
        Self { name, is_hidden: false, before: "", rows, after: "" }
    }
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const SPREADSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// The bytes of a workbook. `is_1904` says that its days count from 1904.
pub(crate) fn workbook(sheets: &[SheetParts<'_>], is_1904: bool) -> Vec<u8> {
    let numbered = || sheets.iter().zip(1..);
    let overrides: String = numbered()
        .map(|(_, n)| {
            format!("<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{SPREADSHEET}.worksheet+xml\"/>")
        })
        .collect();
    let listed: String = numbered()
        .map(|(sheet, n)| {
            let state = if sheet.is_hidden { " state=\"hidden\"" } else { "" };
            format!("<sheet name=\"{}\" sheetId=\"{n}\"{state} r:id=\"rId{n}\"/>", sheet.name)
        })
        .collect();
    let relations: String = numbered()
        .map(|(_, n)| {
            format!("<Relationship Id=\"rId{n}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>")
        })
        .collect();
    let styles = "<fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders>\
                  <cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs>";
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!(
                "{XML}<Types xmlns=\"{TYPES}\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override \
                 PartName=\"/xl/workbook.xml\" ContentType=\"{SPREADSHEET}.sheet.main+xml\"/>{overrides}</Types>"
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "{XML}<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><workbookPr \
                 date1904=\"{is_1904}\"/><sheets>{listed}</sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                "{XML}<Relationships xmlns=\"{RELATIONS}\">{relations}<Relationship Id=\"rId99\" \
                 Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        ("xl/styles.xml".to_owned(), format!("{XML}<styleSheet xmlns=\"{MAIN}\">{styles}</styleSheet>")),
    ];
    parts.extend(numbered().map(|(sheet, n)| (format!("xl/worksheets/sheet{n}.xml"), sheet_xml(sheet))));
    zip_archive(&parts)
}

fn sheet_xml(sheet: &SheetParts<'_>) -> String {
    let rows: String = (1..).zip(sheet.rows).map(|(number, cells)| row_xml(number, cells)).collect();
    let SheetParts { before, after, .. } = sheet;
    format!("{XML}<worksheet xmlns=\"{MAIN}\">{before}<sheetData>{rows}</sheetData>{after}</worksheet>")
}

fn row_xml(number: usize, cells: &[&str]) -> String {
    let cells: String =
        ('A'..='Z').zip(cells).map(|(column, cell)| cell_xml(&format!("{column}{number}"), cell)).collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

fn cell_xml(place: &str, cell: &str) -> String {
    match cell.split_once(':') {
        _ if cell.is_empty() => String::new(),
        Some(("date", serial)) => format!("<c r=\"{place}\" s=\"1\"><v>{serial}</v></c>"),
        Some(("number", number)) => format!("<c r=\"{place}\"><v>{number}</v></c>"),
        Some(("error", error)) => format!("<c r=\"{place}\" t=\"e\"><v>{error}</v></c>"),
        Some(("formula", formula)) => format!("<c r=\"{place}\"><f>{formula}</f></c>"),
        _ => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
    }
}

/// A zip archive that stores its parts as they are.
fn zip_archive(parts: &[(String, String)]) -> Vec<u8> {
    let (mut bytes, mut directory): (Vec<u8>, Vec<u8>) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let offset = u32::try_from(bytes.len()).unwrap();
        let size = u32::try_from(text.len()).unwrap();
        // Version 2.0, no flags, stored, 1 January 1980.
        let mut about = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        about.extend([crc32(text.as_bytes()), size, size].iter().flat_map(|number| number.to_le_bytes()));
        about.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        about.extend([0, 0]);
        bytes.extend(b"PK\x03\x04".iter().chain(&about).chain(name.as_bytes()).chain(text.as_bytes()));
        directory.extend(b"PK\x01\x02\x14\x00".iter().chain(&about).chain(&[0; 10]));
        directory.extend(offset.to_le_bytes().iter().chain(name.as_bytes()));
    }
    let count = u16::try_from(parts.len()).unwrap().to_le_bytes();
    let start = u32::try_from(bytes.len()).unwrap().to_le_bytes();
    let size = u32::try_from(directory.len()).unwrap().to_le_bytes();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0".iter().chain(&count).chain(&count).chain(&size).chain(&start).chain(&[0, 0]));
    bytes
}

/// The checksum that zip archives have, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}
