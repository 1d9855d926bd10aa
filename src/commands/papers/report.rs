//! `send report`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::on_no_sheet::say_on_none;
use crate::failure::Failure;
use crate::model::at_a_day::AsAt;
use crate::model::reach::Needed;
use crate::model::text::Text;
use crate::output::paper::{render_index, render_page};
use crate::output::{self, OutputFormat};
use crate::records::papers::{NoPaper, Pages};
use crate::reports::overdue::OverdueRow;
use crate::reports::papers::pictures::flow::{self, Stand};
use crate::reports::papers::pictures::provision::ProvisionWeeks;
use crate::reports::papers::provision_map::Map;
use crate::reports::papers::provision_of_pupil::OfPupil;
use crate::reports::papers::report::{FileNames, INDEX, Link, Of};
use crate::reports::papers::sheet::{self, Missing, SheetRow};
use crate::reports::papers::{Paper, Part, pictures, provision_map, teacher, with_commit};
use crate::reports::provision::groups::ProvisionGroup;
use crate::reports::provision::totals::{PupilRow, Totals, provision_notes};
use crate::reports::provision::{ProvisionQuestion, ProvisionRow};
use crate::reports::register::RegisterRow;
use crate::reports::{Lacks, Names};
use crate::session::hand_over::{not_written, paper_source};
use crate::session::{CommandOutcome, Context, Opened};
use crate::words::{self, count};

/// Make a folder of pages for the school's own staff, with an index
///
/// It has a page for each pupil, with what helps and a chart of their story; a sheet for each class; what is late; reviews by
/// month; moves between stages this school year; and the provision map. Open `index.html` in a browser to filter and sort the
/// pupils. The pages work without the internet. They have names and costs, and are for the school's own staff only.
///
/// The folder must be new. `--replace` rewrites a folder that this command made, and removes the pages of pupils who have gone.
///
/// Example: send report -o exports/report
#[derive(Debug, Clone, Args)]
pub(crate) struct ReportArgs {
    /// Folder to write, which only you can open
    #[arg(long, short = 'o', value_name = "FOLDER")]
    output: PathBuf,
    /// Rewrite a folder that this command made
    #[arg(long)]
    replace: bool,
}

/// The contribution of one record to the pages.
struct RecordContribution {
    /// The row on the index, with the pupil's page.
    listed: Option<(RegisterRow, Vec<u8>)>,
    /// The row on the class sheet.
    sheet: Option<SheetRow>,
    /// The id, if the pupil is on no class sheet.
    on_none: Option<String>,
    late: Vec<OverdueRow>,
    moved: Option<(Stand, Stand)>,
    provision: OfPupil,
}

pub(crate) fn run(args: &ReportArgs, context: &mut Context<'_>) -> anyhow::Result<CommandOutcome> {
    if context.format() != OutputFormat::Table {
        return Err(Failure::usage("these pages are not a table", "leave out `--format`"));
    }
    let opened = context.open()?;
    let path = context.environment.folder.join(&args.output);
    let name = args.output.to_string_lossy().into_owned();
    let folder = opened.folder.pages_in(&path, args.replace).map_err(|not| not_written(&name, not))?;
    say_progress("reading the records", context)?;
    let asked = ProvisionQuestion::new(opened.as_at, &opened.school.calendar, &opened.policies, Names::Shown);
    let folded = opened.fold_for_report(Needed::SUPPORT, |pupil| {
        gather_record(&pupil.record.into_as_at(opened.as_at), &asked, &opened)
    });
    let gathered = folded.kept.into_iter().collect::<anyhow::Result<Vec<RecordContribution>>>()?;
    let mut on_none: Vec<String> = gathered.iter().filter_map(|one| one.on_none.clone()).collect();
    on_none.sort();
    let lacks = Lacks::of(&folded.unreadable);
    let missing = Missing { lacks: &lacks, on_none: on_none.len() };
    let pages = all_pages(gathered, missing, &asked, &opened)?;
    write_pages(&folder, &pages, context).map_err(|error| match error {
        Trouble::Page(error) => not_written(&name, error),
        Trouble::Said(error) => error,
    })?;
    let (name, all) = (output::safe_text(&name), count(pages.len(), "page"));
    writeln!(context.out(), "wrote {name}: {all}; open {INDEX} in it with a browser")?;
    say_on_none(&on_none, context)?;
    context.say_unreadable(&folded.unreadable)?;
    Ok(if folded.unreadable.is_empty() { CommandOutcome::Done } else { CommandOutcome::Incomplete })
}

/// Collects what a pupil's record, as at the day, contributes. The pupil's own page is made at once, so that no record is kept.
fn gather_record(record: &AsAt, asked: &ProvisionQuestion<'_>, opened: &Opened) -> anyhow::Result<RecordContribution> {
    let year = asked.school_year;
    let (listed, row) = if sheet::is_for_staff(record) {
        let listed = (RegisterRow::of(record, Names::Shown), page_of(record, opened)?);
        (Some(listed), Some(SheetRow::of(&paper_source(record, sheet::KEYS, opened)?)))
    } else {
        (None, None)
    };
    Ok(RecordContribution {
        listed,
        sheet: row,
        // Every class that a record names has a page here.
        on_none: sheet::is_on_none(record, |_| true).then(|| record.id().to_owned()),
        late: OverdueRow::of(record, &opened.question(), None, Names::Shown),
        moved: flow::stands_at_start_and_now(record, year.from),
        provision: OfPupil::of(record, asked, false),
    })
}

/// Makes the page of one pupil: what helps in class, and the story in a chart.
fn page_of(record: &AsAt, opened: &Opened) -> anyhow::Result<Vec<u8>> {
    let mut paper = teacher::teacher_paper(&paper_source(record, teacher::KEYS, opened)?);
    let picture = pictures::timeline::timeline_picture(record);
    if picture.is_some() {
        paper.parts.push(Part::new("What happened").picture(picture));
    }
    page_bytes(paper, opened)
}

/// Makes a page with a link back to the index.
fn page_bytes(paper: Paper, opened: &Opened) -> anyhow::Result<Vec<u8>> {
    let back = Link { words: Text::from("All pupils"), file: INDEX.to_owned() };
    let mut page = Vec::new();
    render_page(&paper.at_commit(opened.commit.as_ref()), &[back], &mut page)?;
    Ok(page)
}

/// The contributions of all records together.
#[derive(Default)]
struct ReportContents {
    /// The rows on the index, each with the pupil's page, in the order of names.
    listed: Vec<(RegisterRow, Vec<u8>)>,
    /// The rows of each class sheet.
    sheets: BTreeMap<Text, Vec<SheetRow>>,
    late: Vec<OverdueRow>,
    moved: Vec<(Stand, Stand)>,
    provision: Vec<ProvisionRow>,
    costs: Vec<PupilRow>,
    given: Vec<ProvisionWeeks>,
}

impl ReportContents {
    /// Adds up all pupils and the school itself. Every class has a sheet, even an empty one.
    fn of_records(gathered: Vec<RecordContribution>, opened: &Opened) -> Self {
        let classes = opened.school.settings.classes.iter().map(|class| (class.name.clone(), Vec::new()));
        let mut whole = Self { sheets: classes.collect(), ..Self::default() };
        gathered.into_iter().for_each(|one| whole.add(one));
        whole.listed.sort_by(|(one, _), (other, _)| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
        whole.late.extend(OverdueRow::of_school(&opened.question(), None));
        whole.late.sort_by(|one, other| one.list_order().cmp(&other.list_order()));
        whole
            .sheets
            .values_mut()
            .for_each(|rows| rows.sort_by(|one, other| one.order_by_name().cmp(&other.order_by_name())));
        whole
    }

    fn add(&mut self, one: RecordContribution) {
        self.listed.extend(one.listed);
        self.late.extend(one.late);
        self.moved.extend(one.moved);
        self.provision.extend(one.provision.rows);
        self.costs.extend(one.provision.pupil);
        self.given.extend(one.provision.given);
        if let Some((class, row)) = one.sheet.and_then(|row| Some((row.class.clone()?, row))) {
            self.sheets.entry(class).or_default().push(row);
        }
    }
}

/// The pages made so far, with their files.
#[derive(Default)]
struct Book {
    names: FileNames,
    files: Vec<(String, Vec<u8>)>,
    links: Vec<Link>,
}

impl Book {
    /// Adds a page, with a link to it on the index.
    fn add(&mut self, file: String, words: Text, paper: Paper, opened: &Opened) -> anyhow::Result<()> {
        self.files.push((file.clone(), page_bytes(paper, opened)?));
        self.links.push(Link { words, file });
        Ok(())
    }
}

/// Makes all pages, with their files.
fn all_pages(
    gathered: Vec<RecordContribution>,
    missing: Missing<'_>,
    asked: &ProvisionQuestion<'_>,
    opened: &Opened,
) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let of = Of { school: &opened.school, as_at: opened.as_at, lacks: missing.lacks };
    let ReportContents { listed, sheets, late, moved, provision, costs, given } =
        ReportContents::of_records(gathered, opened);
    let mut book = Book::default();
    let mut rows: Vec<(RegisterRow, String)> = Vec::with_capacity(listed.len());
    for (row, page) in listed {
        let file = book.names.of_pupil(&row.id);
        book.files.push((file.clone(), page));
        rows.push((row, file));
    }
    let registered: Vec<RegisterRow> = rows.iter().map(|(row, _)| row.clone()).collect();

    let notes = provision_notes(&provision, asked);
    let totals = of.lacks.is_nothing().then(|| Totals::of(&provision));
    let groups = [ProvisionGroup { heading: String::new(), rows: provision }];
    let map = Map { given: &given, groups: &groups, totals: totals.as_ref(), pupils: &costs, notes: &notes };
    for (file, paper) in [
        ("overdue.html", of.overdue_page(&late)),
        ("reviews.html", of.reviews_page(&registered)),
        ("stages.html", of.flow_page(&moved)),
        ("provision.html", provision_map::provision_map_paper(&map, &of, asked)),
    ] {
        book.add(file.to_owned(), paper.title.clone(), paper, opened)?;
    }
    let mut of_classes: BTreeMap<Text, String> = BTreeMap::new();
    for (class, rows) in sheets {
        let file = book.names.of_class(class.as_str());
        let words = Text::from(format!("Class {}", class.as_str()).as_str());
        book.add(file.clone(), words, sheet::class_sheet(&class, &rows, missing, of.school, of.as_at), opened)?;
        of_classes.insert(class, file);
    }

    let mut index = of.index_page(&rows, book.links, |class| of_classes.get(&Text::from(class)).cloned());
    index.foot = with_commit(index.foot, opened.commit.as_ref());
    let mut page = Vec::new();
    render_index(&index, &mut page)?;
    book.files.push((INDEX.to_owned(), page));
    Ok(book.files)
}

/// The reason that not all pages were written.
enum Trouble {
    /// A page could not be written.
    Page(NoPaper),
    /// The progress could not be printed.
    Said(anyhow::Error),
}

fn write_pages(folder: &Pages, pages: &[(String, Vec<u8>)], context: &mut Context<'_>) -> Result<(), Trouble> {
    let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    folder.announce_pages(&names).map_err(Trouble::Page)?;
    for (nth, (name, page)) in pages.iter().enumerate() {
        folder.put_page(name, page).map_err(|error| Trouble::Page(error.into()))?;
        // Showing every page would take longer than writing it.
        if nth % 50 == 0 {
            let done = format!("writing page {} of {}", nth + 1, words::count(pages.len(), "page"));
            say_progress(&done, context).map_err(Trouble::Said)?;
        }
    }
    folder.remove_stale_pages(&names).map_err(|error| Trouble::Page(error.into()))?;
    say_progress("", context).map_err(Trouble::Said)
}

/// Shows the progress on one line that is overwritten, only if a person is at a terminal.
fn say_progress(done: &str, context: &mut Context<'_>) -> anyhow::Result<()> {
    if context.environment.asks {
        let err = &mut context.environment.err;
        write!(err, "\r{done:40}\r")?;
        err.flush()?;
    }
    Ok(())
}
