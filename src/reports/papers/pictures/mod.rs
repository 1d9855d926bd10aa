//! Pictures on papers, as data: the place of each shape, and the same content in words. No shape has a meaning only through its
//! colour: each has its row, number or word, so that a picture can be read in black and white too.

pub(crate) mod flow;
pub(crate) mod provision;
pub(crate) mod reviews;
pub(crate) mod timeline;

use super::text;
use crate::model::text::Text;

/// The width of every picture, in its own units. A picture is drawn as wide as its page.
pub(crate) const WIDTH: u32 = 760;

/// The height of a row in a picture.
const ROW: u32 = 30;

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    /// A title in a few words.
    pub(crate) title: Text,
    /// All that it shows, in words, for people who cannot see it.
    pub(crate) said: Vec<Text>,
    /// Its height, in the units of [`WIDTH`].
    pub(crate) height: u32,
    /// Its shapes. Later ones cover earlier ones.
    pub(crate) shapes: Vec<PictureShape>,
}

/// A shape, in units from the upper left corner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PictureShape {
    /// A rectangle, by its upper left corner.
    Area { x: u32, y: u32, width: u32, height: u32, shade: Shade },
    /// A line from one point to another.
    Line { from: (u32, u32), to: (u32, u32), thickness: u32, shade: Shade },
    /// A mark around a point.
    Mark { x: u32, y: u32, mark: Mark },
    /// Words on a line.
    Words { x: u32, y: u32, words: Text, at: At },
}

/// The shade of a shape. Black words can be read on all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shade {
    /// Only just darker than the paper.
    Faint,
    /// Light.
    Light,
    /// Darker.
    Middle,
}

impl Shade {
    /// The class that the style of the page uses for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Faint => "faint",
            Self::Light => "light",
            Self::Middle => "middle",
        }
    }
}

/// The form of a mark. Each kind of event has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A ring.
    Ring,
    /// A square.
    Square,
    /// A triangle.
    Triangle,
}

/// Which part of the words is at the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// Their beginning.
    Start,
    /// Their middle.
    Middle,
    /// Their end.
    End,
}

impl At {
    /// The word that SVG uses for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// Words on a line of a picture.
fn words_in_picture(x: u32, y: u32, words: impl AsRef<str>, at: At) -> PictureShape {
    PictureShape::Words { x, y, words: text(words), at }
}

/// The share of a length that corresponds to a count out of a whole.
fn share_of_length(length: u32, count: usize, whole: usize) -> u32 {
    let part = u64::from(length) * to_number(count) / to_number(whole.max(1));
    u32::try_from(part).unwrap_or(length)
}

fn to_number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// The height of this many rows.
fn height_of_rows(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX).saturating_mul(ROW)
}

/// A name shortened to fit the margin of a picture. The words under the picture give it in full.
fn short_name(name: &str, signs: usize) -> String {
    if name.chars().count() <= signs {
        return name.to_owned();
    }
    let beginning: String = name.chars().take(signs.saturating_sub(1)).collect();
    format!("{}…", beginning.trim_end())
}
