//! The keys that `send set` can change: how each value is read, and where it goes.

use crate::failure::Failure;
use crate::model::day::Day;
use crate::model::record::{Aspirations, Profile, Record};
use crate::model::shape::paths::key_at;
use crate::model::text::Text;
use crate::model::timed_facts::{Member, TimedCharacteristic};
use crate::model::unseen::seen_only;
use crate::model::vocabulary::{Characteristic, Word};
use crate::model::year::YearGroup;
use crate::words::{did_you_mean, list_or};
use crate::writing::classes::{TypedDay, put_class, put_from};
use crate::writing::first_days::put_first_day;
use crate::writing::joining::put_joining_day;
use crate::writing::roll_checks::{self, KnownPupil, put_upn};
use crate::writing::timed_facts::{changes_to, put_characteristic, put_member, refuse_undated};
use crate::writing::year_taught::{put_year, start_of_year_taught};
use crate::writing::{Scene, name_typed, text_typed};

/// A key that can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SetKey {
    /// The name used in letters.
    Name,
    /// The name the pupil is called by.
    KnownAs,
    /// The unique pupil number.
    Upn,
    /// The date of birth.
    DateOfBirth,
    /// The class.
    Class,
    /// The year group that the pupil is taught with, which `taught_with` keeps.
    Year,
    /// The language spoken at home.
    HomeLanguage,
    /// Other facts about the pupil, as words of a list.
    Characteristics,
    /// A member of a SEN unit.
    SenUnit,
    /// A member of resourced provision.
    ResourcedProvision,
    /// The day the profile was agreed.
    Agreed,
    /// The pupil's strengths.
    Strengths,
    /// The pupil's interests.
    Interests,
    /// Things that the pupil finds hard.
    Difficulties,
    /// Things that help the pupil.
    Helps,
    /// Facts that an adult must know at once.
    Alerts,
    /// The pupil's hopes.
    AspirationsPupil,
    /// The parents' hopes.
    AspirationsParent,
    /// Anything else.
    Notes,
    /// The first day on roll.
    OnRollFrom,
    /// The first day on the register, in the same way.
    RegisterFrom,
    /// The first day of an award, in the same way.
    AwardFrom,
}

/// Every key with its word.
const KEYS: &[(&str, SetKey)] = &[
    ("name", SetKey::Name),
    ("known_as", SetKey::KnownAs),
    ("upn", SetKey::Upn),
    ("date_of_birth", SetKey::DateOfBirth),
    ("class", SetKey::Class),
    ("year", SetKey::Year),
    ("home_language", SetKey::HomeLanguage),
    ("characteristics", SetKey::Characteristics),
    ("sen_unit", SetKey::SenUnit),
    ("resourced_provision", SetKey::ResourcedProvision),
    ("profile.agreed", SetKey::Agreed),
    ("profile.strengths", SetKey::Strengths),
    ("profile.interests", SetKey::Interests),
    ("profile.difficulties", SetKey::Difficulties),
    ("profile.helps", SetKey::Helps),
    ("profile.alerts", SetKey::Alerts),
    ("profile.aspirations.pupil", SetKey::AspirationsPupil),
    ("profile.aspirations.parent", SetKey::AspirationsParent),
    ("notes", SetKey::Notes),
    ("on_roll.from", SetKey::OnRollFrom),
    ("register.from", SetKey::RegisterFrom),
    ("sspp.from", SetKey::AwardFrom),
];

/// The keys that another verb changes, and which verb. For the rest there is `send edit`.
const ELSEWHERE: &[(&str, &str)] = &[
    ("format", "leave it: it is the version of the file format, and there is only one"),
    ("id", "leave it: it is the name of the file, chosen with `send new --id`"),
    ("former_upn", "set `upn=`, which keeps a temporary number as well"),
    ("stage", "move the pupil with `send advance`, `send step-back` or `send close`"),
    ("stages", "move the pupil with `send advance`, `send step-back` or `send close`"),
    ("census", "it follows from the register and the plan: use `send place`, `send remove` or `send decide`"),
    (
        "register",
        "use `send place` or `send remove`; a first day that was not known can be added: `register.from=DATE`",
    ),
    (
        "on_roll",
        "end a time on roll with `send leave`, or start one with `send leave --came-back`; the joining day is set with \
         `joined=DATE`",
    ),
    ("taught_with", "set `year=`, with `--date` for the first day"),
    ("needs", "use `send need`"),
    ("diagnoses", "use `send add diagnosis`"),
    ("concerns", "use `send concern`, `send add concern` or `send close`"),
    ("arrived", "use `send new --arrived-from`, or `send add arrival`"),
    ("outcomes", "use `send add outcome`"),
    ("cycles", "use `send plan`, `send provide`, `send observe` or `send review`"),
    ("contacts", "use `send contact`"),
    ("referrals", "use `send refer`"),
    ("applications", "use `send apply` or `send decide`"),
    (
        "sspp",
        "use `send decide PUPIL granted` or `send add sspp`; a first day that was not known can be added: `sspp.from=DATE`",
    ),
    ("ehc_plan", "use `send decide PUPIL final`, `send add ehc-plan` or `send annual-review`"),
    ("transitions", "use `send add transition`"),
    ("disagreements", "use `send add disagreement`"),
    ("documents", "use `send add document`"),
];

impl SetKey {
    /// The key as users write it.
    pub(super) fn word(self) -> &'static str {
        KEYS.iter().find(|(_, key)| *key == self).map_or("", |(word, _)| word)
    }

    /// Whether a value of the key can be set from a day on.
    pub(super) const fn has_days(self) -> bool {
        matches!(self, Self::Class | Self::Year | Self::SenUnit | Self::ResourcedProvision | Self::Characteristics)
    }

    /// Whether the key belongs to one pupil, so that it cannot be set for several at once.
    pub(super) const fn is_of_one_child(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::KnownAs
                | Self::Upn
                | Self::DateOfBirth
                | Self::OnRollFrom
                | Self::RegisterFrom
                | Self::AwardFrom
        )
    }

    fn parse(word: &str) -> anyhow::Result<Self> {
        // What people call it.
        if word == "joined" {
            return Ok(Self::OnRollFrom);
        }
        if let Some((_, key)) = KEYS.iter().find(|(known, _)| *known == word) {
            return Ok(*key);
        }
        let top = word.split(['.', '[']).next().unwrap_or(word);
        if let Some((_, verb)) = ELSEWHERE.iter().find(|(known, _)| *known == top) {
            return Err(Failure::usage(format!("`send set` cannot change `{word}`"), (*verb).to_owned()));
        }
        if key_at(top).is_some_and(|_| !KEYS.iter().any(|(known, _)| known.split('.').next() == Some(top))) {
            return Err(Failure::usage(format!("`send set` cannot change `{word}`"), "use `send edit`"));
        }
        let words = KEYS.iter().map(|(known, _)| *known);
        let help = did_you_mean(word, words.clone()).map_or_else(
            || format!("use {}", list_or(&words.collect::<Vec<_>>())),
            |near| format!("did you mean `{near}`?"),
        );
        Err(Failure::usage(format!("`{word}` is not a detail that `send set` can change"), help))
    }
}

/// The effect of a value on the one in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SetOperator {
    /// `=`: replaces it.
    Replace,
    /// `+=`: is added to it.
    Add,
    /// `-=`: is removed from it.
    Take,
}

/// One `KEY=VALUE`.
#[derive(Debug, Clone)]
pub(super) struct Assignment {
    /// The key that is changed.
    pub(super) key: SetKey,
    way: SetOperator,
    value: String,
}

impl Assignment {
    /// Reads `KEY=VALUE`, `KEY+=VALUE` or `KEY-=VALUE`.
    pub(super) fn parse(word: &str) -> anyhow::Result<Self> {
        let (left, value) = word.split_once('=').unwrap_or((word, ""));
        let (name, way) = match (left.strip_suffix('+'), left.strip_suffix('-')) {
            (Some(name), _) => (name, SetOperator::Add),
            (None, Some(name)) => (name, SetOperator::Take),
            (None, None) => (left, SetOperator::Replace),
        };
        Ok(Self { key: SetKey::parse(name.trim())?, way, value: value.trim().to_owned() })
    }

    /// Puts the value into a record, from the day that was typed, if it was. Returns what to say about it, if there is anything.
    pub(super) fn apply_to(
        &self,
        record: &mut Record,
        day: TypedDay<'_>,
        scene: &Scene<'_>,
    ) -> anyhow::Result<Option<String>> {
        match self.key {
            SetKey::Name => {
                self.only_replaces()?;
                record.name = name_typed("name", &self.value)?;
            }
            SetKey::DateOfBirth => {
                self.only_replaces()?;
                record.date_of_birth = scene.happened("date_of_birth", &self.value)?;
            }
            SetKey::Upn => self.set_upn(record)?,
            SetKey::Class => return self.set_class(record, day, scene),
            SetKey::Year => {
                let year = self.one_value(YearGroup::parse, "a year group such as R, 4 or N2")?;
                let from = if day.typed.is_some() { day.day } else { start_of_year_taught(record, scene.date) };
                put_year(record, year, from)?;
            }
            SetKey::KnownAs => {
                record.known_as = self.one_value(|typed| Some(Text::from(seen_only(typed).trim())), "text")?
            }
            SetKey::HomeLanguage => record.home_language = self.one_text()?,
            SetKey::SenUnit => self.set_member(&mut record.sen_unit, day)?,
            SetKey::ResourcedProvision => self.set_member(&mut record.resourced_provision, day)?,
            SetKey::Characteristics => self.set_characteristics(&mut record.characteristics, day)?,
            SetKey::Notes => self.set_notes(record)?,
            SetKey::OnRollFrom => put_joining_day(record, self.first_day(scene)?)?,
            SetKey::RegisterFrom => put_first_day(&mut record.register, self.first_day(scene)?)?,
            SetKey::AwardFrom => put_first_day(&mut record.sspp, self.first_day(scene)?)?,
            SetKey::Agreed
            | SetKey::Strengths
            | SetKey::Interests
            | SetKey::Difficulties
            | SetKey::Helps
            | SetKey::Alerts
            | SetKey::AspirationsPupil
            | SetKey::AspirationsParent => self.set_profile(record, scene)?,
        }
        Ok(None)
    }

    /// The first day that was typed.
    fn first_day(&self, scene: &Scene<'_>) -> anyhow::Result<Day> {
        self.only_replaces()?;
        scene.happened(self.key.word(), &self.value)
    }

    fn is_empty(&self) -> bool {
        self.way == SetOperator::Replace && self.value.is_empty()
    }

    /// Refuses `+=` and `-=` for a key that is not a list.
    fn only_replaces(&self) -> anyhow::Result<()> {
        if self.way == SetOperator::Replace {
            return Ok(());
        }
        let word = self.key.word();
        Err(Failure::usage(format!("`{word}` is not a list"), format!("write `{word}=VALUE`")))
    }

    fn one_value<T>(&self, read: impl Fn(&str) -> Option<T>, expected: &str) -> anyhow::Result<Option<T>> {
        self.only_replaces()?;
        if self.is_empty() {
            return Ok(None);
        }
        read(&self.value).map(Some).ok_or_else(|| {
            let word = self.key.word();
            Failure::usage(
                format!("{word}: found `{}`, expected {expected}", self.value),
                format!("correct it, or write `{word}=` to remove it"),
            )
        })
    }

    fn one_text(&self) -> anyhow::Result<Option<Text>> {
        self.one_value(|typed| Some(Text::from(typed)), "text")
    }

    /// Sets whether the pupil is a member: from the day that was typed on, or else as now.
    fn set_member(&self, member: &mut Option<Member>, day: TypedDay<'_>) -> anyhow::Result<()> {
        let flag = self.one_value(|typed| typed.to_lowercase().parse::<bool>().ok(), "true or false")?;
        match flag {
            Some(is_member) if day.typed.is_some() => return put_member(member, is_member, day.day),
            Some(_) => refuse_undated(self.key.word(), matches!(member, Some(Member::Times(_))))?,
            None => {}
        }
        // A flag that is false is left out of a record.
        *member = flag.filter(|flag| *flag).map(Member::AsNow);
        Ok(())
    }

    /// A permanent number replaces a temporary one, which is kept as `former_upn` (DOMAIN 3.4).
    /// Refuses a UPN that another record has or had: two pupils with one number are one pupil for every system outside.
    pub(super) fn refuse_upn_of_another(&self, record: &Record, scene: &Scene<'_>) -> anyhow::Result<()> {
        if self.key != SetKey::Upn || self.way != SetOperator::Replace || self.is_empty() {
            return Ok(());
        }
        let upn = roll_checks::or_usage_failure(roll_checks::upn_typed(&self.value))?;
        let known = scene.opened.fold(|pupil| KnownPupil::of_record(&pupil.record)).kept;
        match known.iter().find(|known| known.id != record.id() && known.has_upn(&upn)) {
            None => Ok(()),
            Some(other) => Err(Failure::usage(
                format!("{} already has this UPN", other.id),
                format!(
                    "look both pupils up in the school's own system; if {id} has the wrong one, remove it first with `send set {id} upn=`",
                    id = other.id
                ),
            )),
        }
    }

    fn set_upn(&self, record: &mut Record) -> anyhow::Result<()> {
        self.only_replaces()?;
        if self.is_empty() {
            record.upn = None;
            return Ok(());
        }
        put_upn(record, roll_checks::or_usage_failure(roll_checks::upn_typed(&self.value))?);
        Ok(())
    }

    fn set_class(&self, record: &mut Record, day: TypedDay<'_>, scene: &Scene<'_>) -> anyhow::Result<Option<String>> {
        self.only_replaces()?;
        if self.is_empty() {
            record.class = None;
            return Ok(None);
        }
        let class = roll_checks::or_usage_failure(roll_checks::class_typed(&self.value, &scene.opened.school))?;
        if day.typed.is_some() {
            return put_from(record, class, day);
        }
        put_class(record, class);
        Ok(None)
    }

    fn set_characteristics(&self, list: &mut Vec<TimedCharacteristic>, day: TypedDay<'_>) -> anyhow::Result<()> {
        let parts = self.value.split(',').map(str::trim).filter(|part| !part.is_empty());
        let words: Vec<Characteristic> = parts.map(characteristic_typed).collect::<anyhow::Result<_>>()?;
        let changes = match self.way {
            SetOperator::Replace => changes_to(list, &words, day.day),
            SetOperator::Add | SetOperator::Take => {
                let holds = self.way == SetOperator::Add;
                words.into_iter().map(|what| (what, holds)).collect()
            }
        };
        for (what, holds) in changes {
            if day.typed.is_some() {
                put_characteristic(list, what, holds, day.day)?;
                continue;
            }
            let has_times =
                |one: &TimedCharacteristic| one.what() == what && matches!(one, TimedCharacteristic::Dated(_));
            refuse_undated(&format!("characteristics: {}", what.word()), list.iter().any(has_times))?;
            list.retain(|one| holds || one.what() != what);
            if holds && list.iter().all(|one| one.what() != what) {
                list.push(TimedCharacteristic::AsNow(what));
            }
        }
        Ok(())
    }

    fn set_notes(&self, record: &mut Record) -> anyhow::Result<()> {
        match (self.way, &record.notes) {
            (SetOperator::Add, Some(notes)) => {
                let more = text_typed("notes", &self.value)?;
                record.notes = Some(Text::from(format!("{}\n{}\n", notes.as_str().trim_end(), more.as_str()).as_str()));
            }
            (SetOperator::Add, None) => record.notes = Some(text_typed("notes", &self.value)?),
            (SetOperator::Replace | SetOperator::Take, _) => record.notes = self.one_text()?,
        }
        Ok(())
    }

    fn set_profile(&self, record: &mut Record, scene: &Scene<'_>) -> anyhow::Result<()> {
        let profile = record.profile.get_or_insert_with(empty_profile);
        match self.key {
            SetKey::Agreed => {
                self.only_replaces()?;
                let day = (!self.is_empty()).then(|| scene.happened("profile.agreed", &self.value));
                profile.agreed = day.transpose()?;
            }
            SetKey::AspirationsPupil => aspirations(profile).pupil = self.one_text()?,
            SetKey::AspirationsParent => aspirations(profile).parent = self.one_text()?,
            SetKey::Strengths => self.set_list(&mut profile.strengths)?,
            SetKey::Interests => self.set_list(&mut profile.interests)?,
            SetKey::Difficulties => self.set_list(&mut profile.difficulties)?,
            SetKey::Helps => self.set_list(&mut profile.helps)?,
            SetKey::Alerts => self.set_list(&mut profile.alerts)?,
            SetKey::Name
            | SetKey::KnownAs
            | SetKey::Upn
            | SetKey::DateOfBirth
            | SetKey::Class
            | SetKey::Year
            | SetKey::HomeLanguage
            | SetKey::Characteristics
            | SetKey::SenUnit
            | SetKey::ResourcedProvision
            | SetKey::Notes
            | SetKey::OnRollFrom
            | SetKey::RegisterFrom
            | SetKey::AwardFrom => {}
        }
        profile.aspirations.take_if(|both| both.pupil.is_none() && both.parent.is_none());
        record.profile.take_if(|profile| *profile == empty_profile());
        Ok(())
    }

    fn set_list(&self, list: &mut Vec<Text>) -> anyhow::Result<()> {
        if self.is_empty() {
            list.clear();
            return Ok(());
        }
        let word = self.key.word();
        let value = text_typed(word, &self.value)?;
        match self.way {
            SetOperator::Replace => *list = vec![value],
            SetOperator::Add if list.contains(&value) => {}
            SetOperator::Add => list.push(value),
            SetOperator::Take if list.contains(&value) => list.retain(|known| *known != value),
            SetOperator::Take => {
                let known: Vec<&str> = list.iter().map(Text::as_str).collect();
                let help = did_you_mean(value.as_str(), known).map_or_else(
                    || "give the whole entry exactly as it is in the record".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err(Failure::usage(format!("`{word}` has no such entry"), help));
            }
        }
        Ok(())
    }
}

fn characteristic_typed(typed: &str) -> anyhow::Result<Characteristic> {
    let words: Vec<&str> = Characteristic::all().iter().map(|word| word.word()).collect();
    typed.to_lowercase().parse().map_err(|()| {
        let help = did_you_mean(typed, words.iter().copied())
            .map_or_else(|| format!("use {}", list_or(&words)), |near| format!("did you mean `{near}`?"));
        Failure::usage(format!("characteristics: `{typed}` is not one of the words"), help)
    })
}

const fn empty_profile() -> Profile {
    Profile {
        agreed: None,
        strengths: Vec::new(),
        interests: Vec::new(),
        difficulties: Vec::new(),
        helps: Vec::new(),
        aspirations: None,
        alerts: Vec::new(),
    }
}

fn aspirations(profile: &mut Profile) -> &mut Aspirations {
    profile.aspirations.get_or_insert(Aspirations { pupil: None, parent: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::key_paths;

    #[test]
    fn every_key_of_the_format_is_changed_here_or_by_another_verb() {
        let known = key_paths();
        let unknown: Vec<&str> = KEYS.iter().map(|(word, _)| *word).filter(|word| !known.contains(*word)).collect();
        assert!(unknown.is_empty(), "the format does not have {unknown:?}");
        let tops = known.iter().filter(|path| !path.contains('.'));
        assert!(ELSEWHERE.iter().all(|(word, _)| tops.clone().any(|top| top == word)));
        for top in tops {
            assert!(SetKey::parse(top).is_ok() || is_part_of_a_key(top) || says_where(top), "{top}");
        }
    }

    fn is_part_of_a_key(top: &str) -> bool {
        KEYS.iter().any(|(word, _)| word.split_once('.').is_some_and(|(first, _)| first == top))
    }

    fn says_where(top: &str) -> bool {
        SetKey::parse(top).unwrap_err().to_string().contains("cannot change")
    }
}
