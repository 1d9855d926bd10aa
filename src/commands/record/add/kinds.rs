//! The kinds of entry that `send add` writes: the list of each, the words for it, and what its shape does not say.

use super::own::{self, KindRules};
use crate::model::shape::paths::key_at;
use crate::model::shape::role::{Ends, ListMerge, Role};
use crate::model::shape::table::{Field, Shape, Times};

/// A kind of entry.
#[derive(Debug)]
pub(super) struct EntryKind {
    /// Its word on the command line.
    pub(super) name: &'static str,
    /// The key of its list in a record.
    pub(super) list: &'static str,
    /// One such entry, with its article.
    pub(super) one: &'static str,
    /// The first line of its help.
    pub(super) about: &'static str,
    /// The rest of its help.
    pub(super) details: &'static str,
    /// Commands that can be typed: a new entry, then what can be added to it.
    pub(super) examples: &'static [&'static str],
    /// Each key that dates an entry, with the words before its day. A new entry needs one of them.
    pub(super) dated_by: &'static [(&'static str, &'static str)],
    /// Keys without an option, each with the reason.
    pub(super) without_option: &'static [(&'static str, &'static str)],
    /// Keys with an option of another name.
    pub(super) renamed: &'static [(&'static str, &'static str)],
    /// Keys that can be added later, besides the days of later facts.
    pub(super) later: &'static [&'static str],
    /// Planned days that may also be long past. Without a year, they are read as the nearest such day.
    pub(super) nearest: &'static [&'static str],
    /// The key that ends an entry, if the shape does not name one.
    pub(super) ends_with: Option<&'static str>,
    /// Whether later keys belong to the last entry, unless another one is named by its day.
    pub(super) is_about_the_last: bool,
    /// The command that records a new one, if `send add` only adds to those that are there.
    pub(super) begun_with: Option<&'static str>,
    /// What holds for this kind of entry only.
    pub(super) rules: KindRules,
}

/// Every kind, in the order of the help.
pub(super) const KINDS: &[EntryKind] = &[
    EntryKind {
        name: "diagnosis",
        list: "diagnoses",
        one: "a diagnosis",
        about: "Record a diagnosis",
        details: "A diagnosis is not needed for support (policy 6.1). The type of need is recorded with `send need`.",
        examples: &[
            "send add diagnosis p014 --what \"Developmental language disorder\" --date 12/1 --by \"Dr A. Example\"",
        ],
        dated_by: &[("date", "of")],
        ..PLAIN
    },
    EntryKind {
        name: "document",
        list: "documents",
        one: "a document",
        about: "Record a document kept with the record",
        details: "The path starts at the top of the records folder. A document on paper only has no path.",
        examples: &["send add document p014 --title \"SaLT report\" --date 12/1 --path documents/p014/salt.pdf"],
        dated_by: &[("date", "of")],
        rules: KindRules { prepare: own::prepare_document, ..own::NONE },
        ..PLAIN
    },
    EntryKind {
        name: "outcome",
        list: "outcomes",
        one: "an outcome",
        about: "Record a longer-term outcome that targets work towards",
        details: "The outcomes in section E of an EHC plan belong to the plan: `send add ehc-plan`.",
        examples: &["send add outcome p014 --from 5/1 --text \"Joins in a game at playtime\" --by 2026-12-18"],
        dated_by: &[("from", "of")],
        ..PLAIN
    },
    EntryKind {
        name: "disagreement",
        list: "disagreements",
        one: "a disagreement",
        about: "Record a disagreement about provision, and what followed",
        details: "After a serious or formal disagreement the school asks the authority for advice at once (policy 19).",
        examples: &[
            "send add disagreement p014 --date 12/1 --by mother --level serious --about \"hours of support\"",
            "send add disagreement p014 --authority-contacted 13/1",
            "send add disagreement p014 --resolved today",
        ],
        dated_by: &[("date", "of")],
        rules: KindRules { next: own::next_of_disagreement, ..own::NONE },
        ..PLAIN
    },
    EntryKind {
        name: "transition",
        list: "transitions",
        one: "a transition",
        about: "Plan a move to another school or class, and record its steps",
        details: "",
        examples: &[
            "send add transition p014 --planned 2026-07-07 --to \"Oakwood Secondary\" --offered visits",
            "send add transition p014 --sharing-agreed 5/1 --spoke-to-senco 12/1",
            "send add transition p014 --done today",
        ],
        dated_by: &[("planned", "planned for")],
        rules: KindRules { next: own::next_of_transition, ..own::NONE },
        ..PLAIN
    },
    EntryKind {
        name: "sspp",
        list: "sspp",
        one: "an award",
        about: "Record an award for an SSPP of another school or of before, or that an award is let end",
        details: "`send decide PUPIL granted` records the award that the school applied for. If the first day is not known, give a \
                  day on which the award was in force; add the first day when you know it. The next award can be recorded \
                  before the running one ends. If no other award is asked for, say so with --not-renewed.",
        examples: &[
            "send add sspp p014 --from 2025-09-01 --to 2026-08-31 --units 4",
            "send add sspp p014 --in-force-on 2025-06-30 --to 2025-08-31",
            "send add sspp p014 --from 2025-09-01 --not-renewed 12/1 --because \"reads with the class; agreed with the parents\"",
        ],
        dated_by: &[("from", "from"), ("in_force_on", "in force on")],
        renamed: &[("not_renewed.because", "because")],
        later: &["to", "units"],
        nearest: &["from", "in_force_on"],
        rules: KindRules {
            prepare: own::prepare_award,
            begin: own::begin_award,
            check: own::check_award,
            next: own::next_of_award,
        },
        ..PLAIN
    },
    EntryKind {
        name: "ehc-plan",
        list: "ehc_plan",
        one: "an EHC plan",
        about: "Record an EHC plan of another authority, or of before",
        details: "No application is added: another authority dealt with it, or it was before these records. `send decide PUPIL final` \
                  records the plan that follows an application. If the day of the final plan is not known, give a day on which \
                  the plan was in force; add the day of the final plan when you know it.",
        examples: &[
            "send add ehc-plan p014 --final 2022-06-01 --authority \"Far Council\" --transferred 5/1",
            "send add ehc-plan p014 --outcome \"Tells a visitor about the school\" --provision \"Speech therapy, weekly\"",
            "send add ehc-plan p014 --transfer-notice 12/1",
        ],
        dated_by: &[("final", "of"), ("in_force_on", "in force on")],
        without_option: &[("reviews", "`send annual-review` records them, step by step")],
        renamed: &[("outcomes", "outcome")],
        later: &["authority"],
        ends_with: Some("ceased"),
        rules: KindRules { begin: own::begin_plan, next: own::next_of_plan, ..own::NONE },
        ..PLAIN
    },
    EntryKind {
        name: "arrival",
        list: "arrived",
        one: "an arrival",
        about: "Record the support that came with a pupil who joined or came back",
        details: "If the pupil has been on roll more than once, the arrival belongs to the latest time unless you give --date. If the \
                  support does not go on here, say when that was decided and why.",
        examples: &[
            "send add arrival p014 --from \"Far Primary\" --with K --information-requested 6/1",
            "send add arrival p014 --information-received 12/1",
            "send add arrival p014 --decided 14/1 --because \"caught up; agreed with the parents\"",
        ],
        dated_by: &[("date", "of")],
        renamed: &[("decided.because", "because")],
        nearest: &["date"],
        is_about_the_last: true,
        rules: KindRules {
            prepare: own::prepare_arrival,
            begin: own::begin_arrival,
            check: own::check_arrival,
            next: own::next_of_arrival,
        },
        ..PLAIN
    },
    EntryKind {
        name: "concern",
        list: "concerns",
        one: "a concern",
        about: "Add to a concern: short-term causes, language or more grounds",
        details: "It is added to the latest open concern, unless you give --date. `send concern` records a new one, and `send close` \
                  closes one that needs no stage.",
        examples: &["send add concern p014 --short-term-causes \"sleep and illness considered; none found\""],
        dated_by: &[("date", "of")],
        without_option: &[
            ("closed", "`send close` records it"),
            ("outcome", "`send close` records it"),
            ("told", "`send close` records it"),
        ],
        later: &["summary", "short_term_causes", "language"],
        ends_with: Some("closed"),
        is_about_the_last: true,
        begun_with: Some("send concern"),
        ..PLAIN
    },
];

/// A kind without anything of its own.
const PLAIN: EntryKind = EntryKind {
    name: "",
    list: "",
    one: "",
    about: "",
    details: "",
    examples: &[],
    dated_by: &[],
    without_option: &[],
    renamed: &[],
    later: &[],
    nearest: &[],
    ends_with: None,
    is_about_the_last: false,
    begun_with: None,
    rules: own::NONE,
};

impl EntryKind {
    /// The word for such an entry, without an article.
    pub(super) fn noun(&self) -> &'static str {
        self.one.split_once(' ').map_or(self.one, |(_, noun)| noun)
    }

    /// The keys of an entry.
    pub(super) fn shape(&self) -> Option<&'static Shape> {
        key_at(self.list)?.kind.shape()
    }

    /// Whether a key dates an entry.
    pub(super) fn is_dated_by(&self, key: &str) -> bool {
        self.dated_by.iter().any(|(known, _)| *known == key)
    }

    /// The key that distinguishes entries of one day; empty if there is none.
    pub(super) fn label(&self) -> &'static str {
        self.shape().map_or("", |shape| shape.entry.label)
    }

    /// The key that ends an entry: nothing can be added afterwards.
    pub(super) fn end_key(&self) -> Option<&'static str> {
        match self.shape()?.entry.ends {
            Ends::WithKey(key) => Some(key),
            Ends::Never | Ends::AtOnce => self.ends_with,
        }
    }

    /// Whether only one entry is begun at a time, so that a second one of the same day is a slip.
    pub(super) fn is_one_at_a_time(&self) -> bool {
        self.shape().is_some_and(|shape| matches!(shape.entry.merging, ListMerge::OneAtATime))
    }

    /// Whether a key of an entry can be added later: what happened afterwards, one more text of a list, or a key that this kind
    /// names. The keys that identify an entry cannot.
    pub(super) fn is_later(&self, field: &Field) -> bool {
        let is_more = is_afterwards(field) || field.times == Times::Many || self.later.contains(&field.key);
        is_more && !self.is_dated_by(field.key) && field.key != self.label()
    }

    /// Whether a key says what happened to an entry afterwards, so that it never begins a new one by itself.
    pub(super) fn is_afterwards(&self, field: &Field) -> bool {
        self.is_later(field) && is_afterwards(field)
    }
}

fn is_afterwards(field: &Field) -> bool {
    matches!(field.role, Role::Fact(_) | Role::Part) || field.said_with.is_some()
}
