//! What rules, reports and commands say about consents: who agreed, and who did not (`model/consents.rs`, DESIGN 7.2).

use crate::model::at_a_day::AsAt;
use crate::model::consents::Consents;
use crate::model::record::Contact;
use crate::model::text::Text;
use crate::model::vocabulary::{self, Characteristic, With};
use crate::words;

/// `mother refused on 10 Jan 2026`: those who refused or withdrew, next to a consent that is in force. `None` if nobody did, or if
/// no consent is in force, because then the refusal alone decides.
pub(crate) fn refusal_next_to_consent(consents: &Consents<'_>) -> Option<String> {
    refusals_said(consents, who_in_words)
}

/// `a parent refused on 10 Jan 2026`: the same without names, for what is read by more people than those who know the family.
pub(crate) fn refusal_without_names(consents: &Consents<'_>) -> Option<String> {
    refusals_said(consents, party_in_words)
}

fn refusals_said(consents: &Consents<'_>, who: impl Fn(&Contact) -> &str) -> Option<String> {
    consents.in_force()?;
    let refused: Vec<String> = consents.refusals().into_iter().map(|one| said(one, who(one))).collect();
    let refused: Vec<&str> = refused.iter().map(String::as_str).collect();
    (!refused.is_empty()).then(|| words::list_and(&refused))
}

fn said(contact: &Contact, who: &str) -> String {
    let verb = match contact.answer {
        Some(vocabulary::Answer::Withdrawn) => "withdrew consent",
        Some(vocabulary::Answer::Refused | vocabulary::Answer::Given | vocabulary::Answer::NoReply) | None => "refused",
    };
    format!("{who} {verb} on {}", words::date(contact.date))
}

fn who_in_words(contact: &Contact) -> &str {
    contact.who.as_ref().map_or_else(|| party_in_words(contact), Text::as_str)
}

fn party_in_words(contact: &Contact) -> &str {
    if contact.with == Some(With::Carer) { "a carer" } else { "a parent" }
}

/// What to add where the consent relied on is that of a carer of a looked-after child: the carer may not be the one who decides.
pub(crate) fn carer_of_looked_after(record: &AsAt, consents: &Consents<'_>) -> Option<&'static str> {
    let is_carers = consents.in_force().is_some_and(|given| given.with == Some(With::Carer));
    (is_carers && record.has_characteristic_on(Characteristic::LookedAfter, record.day()))
        .then_some(AUTHORITY_DECIDES_TOO)
}

/// Children Act 1989 s.33(3): while a care order is in force, the authority has parental responsibility.
pub(crate) const AUTHORITY_DECIDES_TOO: &str =
    "the child is looked after, so the authority shares parental responsibility: ask the social worker too";
