//! Whether an item helped its reader: yes or no, with a sentence where he wants to say why. No person stands behind it,
//! so what would name one is left out of the sentence.

use crate::item::checks::find_personal_numbers;

crate::code_enum! {
    /// What a reader says of an item.
    pub enum Verdict {
        Helpful = "yes", "有帮助";
        Unhelpful = "no", "没有帮助";
    }
}

/// Longest sentence, in characters.
pub const MAX_WORDS: usize = 300;

/// Digits from which on a number tells of a person: a mobile number has 11, an identity number 15 or 18, a bank card more.
const TELLING: usize = 11;

const STARS: &str = "***";

/// The sentence without long numbers, each of which is replaced by stars: telephone, identity and bank card numbers have
/// no place in an opinion (个人信息保护法 art. 6: no more than the purpose needs).
#[must_use]
pub fn without_numbers(text: &str) -> String {
    let text = text.trim();
    let found = find_personal_numbers(text);
    let mut kept = String::with_capacity(text.len());
    let mut run = String::new();
    for (at, c) in text.chars().enumerate() {
        if let Some(number) = found.iter().find(|number| (number.range.0..number.range.1).contains(&at)) {
            end_run(&mut kept, &mut run);
            if number.range.0 == at {
                kept.push_str(STARS);
            }
            continue;
        }
        if c.is_numeric() || (!run.is_empty() && matches!(c, 'x' | 'X')) {
            run.push(c);
        } else {
            end_run(&mut kept, &mut run);
            kept.push(c);
        }
    }
    end_run(&mut kept, &mut run);
    kept
}

fn end_run(kept: &mut String, run: &mut String) {
    if run.chars().count() >= TELLING {
        kept.push_str(STARS);
    } else {
        kept.push_str(run);
    }
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_are_left_out_and_others_stay() {
        let table = [
            ("附件打不开", "附件打不开"),
            ("电话 0795-5280012 没人接", "电话 0795-5280012 没人接"),
            ("我的手机13800138000", "我的手机***"),
            ("证件11010519491231002X，请回复", "证件***，请回复"),
            ("２０２６年第１２号", "２０２６年第１２号"),
            ("１３８００１３８０００", "***"),
            ("打 138 0013 8000 没人接", "打 *** 没人接"),
        ];
        for (typed, kept) in table {
            assert_eq!(without_numbers(typed), kept, "{typed}");
        }
    }
}
