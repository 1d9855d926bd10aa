//! The figures for the SEN information report (policy 5, 16), under the headings that the law requires (DOMAIN 5.7): the
//! Special Educational Needs and Disability Regulations 2014, Schedule 1, and the Children and Families Act 2014 s.69.
//!
//! It is a draft with a checklist: each heading has the figures from the records, and says what the school must write itself.

use super::governors::{event_days, foot_with_numbers, head_with_numbers, with_table};
use super::{Paper, Part, Sheets, parts_with_content, text};
use crate::model::text::Text;
use crate::reports::Lacks;
use crate::reports::summary::{Section, SummaryQuestion};
use crate::school::EventKind;
use crate::words::{date, list_and};

/// A heading of the report.
struct InformationHeading {
    heading: &'static str,
    /// The sections with the figures for it.
    sections: &'static [&'static str],
    /// The sentence from the school's settings, if they have one.
    from_settings: fn(&SummaryQuestion<'_>) -> Option<String>,
    /// The part that the school must write itself.
    writes: &'static str,
    /// Whether there is no more to write once the settings say it.
    is_all_in_settings: bool,
}

const fn item(heading: &'static str, sections: &'static [&'static str], writes: &'static str) -> InformationHeading {
    InformationHeading { heading, sections, from_settings: |_| None, writes, is_all_in_settings: false }
}

/// The headings, in the order of the Schedule, followed by those of s.69.
const ITEMS: &[InformationHeading] = &[
    item(
        "1. The kinds of special educational needs that are provided for",
        &["register", "register-by-area"],
        "which needs the school provides for. Include needs that no pupil has today, if the school would provide for them.",
    ),
    InformationHeading {
        from_settings: policy,
        ..item(
            "2. Identifying and assessing pupils with SEN",
            &["noticed"],
            "how a concern is raised and what happens next: stages A to D of the policy in plain words.",
        )
    },
    item(
        "3(a). Evaluating the effectiveness of provision",
        &["targets", "provision"],
        "what is done with these numbers, and who does it.",
    ),
    item(
        "3(b). Assessing and reviewing progress",
        &["reviews"],
        "how often progress is reviewed, and how families take part.",
    ),
    item("3(c). The approach to teaching", &[], "how pupils with SEN are taught."),
    item("3(d). Adapting the curriculum and the learning environment", &[], "what is adapted, with examples."),
    item(
        "3(e). Additional support for learning",
        &[],
        "what is on offer. The table of provision above lists the kinds that pupils had this year.",
    ),
    item(
        "3(f). Taking part in activities together with pupils without SEN",
        &[],
        "clubs, trips and physical activities, and how everyone can take part.",
    ),
    item(
        "3(g). Emotional, mental and social development",
        &[],
        "pastoral support, how the school listens to pupils, and how it prevents bullying.",
    ),
    InformationHeading {
        from_settings: senco,
        is_all_in_settings: true,
        ..item("4. The SENCO", &[], "the SENCO's name, phone number and email address.")
    },
    InformationHeading {
        from_settings: training,
        ..item(
            "5. Expertise and training of staff, and specialist expertise",
            &[],
            "what the training covered, and how specialists are brought in.",
        )
    },
    item("6. Equipment and facilities", &[], "what the school has, and how it gets more."),
    item(
        "7. Consulting and involving parents",
        &["taking-part"],
        "how parents are consulted, and how they can talk to the school.",
    ),
    item(
        "8. Consulting and involving pupils",
        &[],
        "how pupils are consulted. The table above shows in how many reviews the pupil was there or was asked.",
    ),
    item("9. Complaints", &[], "who parents should speak to first, and how to make a complaint (policy 19)."),
    item(
        "10. Health, social care, the local authority and voluntary organisations",
        &["agencies"],
        "how the governing body involves them.",
    ),
    InformationHeading {
        from_settings: sendiass,
        is_all_in_settings: true,
        ..item("11. Support services for parents", &[], "how to contact the local SENDIASS and other services.")
    },
    item(
        "12. Moving between phases and preparing for adulthood",
        &["moving-on"],
        "how pupils are helped when they join, move up and leave.",
    ),
    InformationHeading {
        from_settings: local_offer,
        is_all_in_settings: true,
        ..item("13. The local offer", &[], "where the local authority publishes it.")
    },
    InformationHeading {
        from_settings: accessibility,
        ..item(
            "Disabled pupils (Children and Families Act 2014 s.69(3)(b))",
            &[],
            "how disabled pupils are admitted, how the school makes sure that they are not treated less favourably, which \
             facilities help them, and the accessibility plan itself.",
        )
    },
];

/// Whether the report uses a section.
pub(crate) fn has(section: &Section) -> bool {
    ITEMS.iter().any(|item| item.sections.contains(&section.key))
}

/// The paper.
pub(crate) fn information_report_paper(sections: &[Section], asked: &SummaryQuestion<'_>, lacks: &Lacks) -> Paper {
    let mut head = head_with_numbers(asked, lacks);
    head.push((text("Last published"), published(asked)));
    Paper {
        sheets: Sheets::Upright,
        title: text("SEN information report: figures and checklist"),
        head,
        parts: parts_with_content(ITEMS.iter().map(|item| part_of_heading(item, sections, asked))),
        foot: foot_with_numbers(asked),
    }
}

fn part_of_heading(item: &InformationHeading, sections: &[Section], asked: &SummaryQuestion<'_>) -> Part {
    let part = Part::new(item.heading).words((item.from_settings)(asked).map(text));
    let of_item = item.sections.iter().filter_map(|key| sections.iter().find(|section| section.key == *key));
    let part = of_item.fold(part, |part, section| {
        if section.key == "provision" {
            // The sentences above this table are only about costs, and costs are never published.
            with_table(part, &Section { said: Vec::new(), ..section.clone() })
        } else {
            with_table(part, section)
        }
    });
    let is_held = item.is_all_in_settings && (item.from_settings)(asked).is_some();
    part.words((!is_held).then(|| text(format!("To be written by the school: {}", item.writes))))
}

/// When the report was last published. The law requires it every year.
fn published(asked: &SummaryQuestion<'_>) -> Text {
    let day = asked.question.as_at;
    let setting = asked.question.school.settings.published.information_report.filter(|published| *published <= day);
    let last = asked.question.school.last_event(EventKind::InformationReport, day).max(setting);
    text(last.map_or_else(|| "not recorded".to_owned(), date))
}

fn policy(asked: &SummaryQuestion<'_>) -> Option<String> {
    let policy = asked.question.policies.in_force_on(asked.question.as_at);
    Some(format!("The policy: {}, in force from {}.", policy.title.as_str(), date(policy.in_force)))
}

fn senco(asked: &SummaryQuestion<'_>) -> Option<String> {
    let senco = asked.question.school.settings.people.senco.as_ref()?;
    let qualified = senco.qualified.filter(|day| *day <= asked.question.as_at);
    let qualification = senco.qualification.filter(|_| qualified.is_some());
    let qualification = qualification.map(|gained| format!(", {}", gained.as_str())).unwrap_or_default();
    let contact = match &senco.contact {
        Some(contact) => format!(" {}.", contact.as_str()),
        None => " The school must still add how to contact the SENCO.".to_owned(),
    };
    Some(format!("The SENCO is {}{qualification}.{contact}", senco.name.as_str()))
}

fn sendiass(asked: &SummaryQuestion<'_>) -> Option<String> {
    let sendiass = asked.question.school.settings.families.sendiass.as_ref()?;
    Some(format!("SENDIASS: {}.", sendiass.as_str()))
}

fn local_offer(asked: &SummaryQuestion<'_>) -> Option<String> {
    let at = asked.question.school.settings.families.local_offer.as_ref()?;
    Some(format!("The Local Offer: {}.", at.as_str()))
}

fn training(asked: &SummaryQuestion<'_>) -> Option<String> {
    let days = event_days(asked.question.school, EventKind::Training, asked.year.from, asked.question.as_at);
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    Some(if days.is_empty() {
        "Training in the school year: none recorded.".to_owned()
    } else {
        format!("Training in the school year: {}.", list_and(&days))
    })
}

fn accessibility(asked: &SummaryQuestion<'_>) -> Option<String> {
    let renewed = asked.question.school.settings.published.accessibility_plan;
    let day = renewed.filter(|day| *day <= asked.question.as_at)?;
    Some(format!("The accessibility plan was renewed on {}.", date(day)))
}
