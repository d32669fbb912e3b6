//! The forms in which a person's particulars may be shown in lists: enough to tell two apart, too little to misuse.
//! Not encryption, and not a search for personal data in texts.

/// The mark of what is left out.
const HIDDEN: &str = "****";

/// A person's name: the surname (for compound surnames its first character) and a star for each other character.
/// A name in Latin letters keeps its first letter.
#[must_use]
pub fn name(full: &str) -> String {
    let full = full.trim();
    let mut chars = full.chars();
    match chars.next() {
        None => String::new(),
        Some(first) if full.is_ascii() => format!("{first}***"),
        Some(first) => std::iter::once(first).chain(chars.map(|_| '*')).collect(),
    }
}

/// The number of any identity paper: at most the first four and the last four, and never more than half of it.
#[must_use]
pub fn id_number(number: &str) -> String {
    keep_ends(number.trim(), (4, 4), 16)
}

/// A telephone number: first three and last four of a mobile number, less of a short one.
#[must_use]
pub fn telephone(number: &str) -> String {
    keep_ends(number.trim(), (3, 4), 11)
}

/// An e-mail address: the first character of the name, and the host.
#[must_use]
pub fn email(address: &str) -> String {
    match address.trim().split_once('@') {
        Some((name, host)) => format!("{}***@{host}", name.chars().next().unwrap_or('*')),
        None => HIDDEN.to_string(),
    }
}

/// A postal address: province, city and county as far as they stand at its head, nothing below.
#[must_use]
pub fn address(full: &str) -> String {
    let full = full.trim();
    if full.is_empty() {
        return String::new();
    }
    format!("{}{HIDDEN}", full.chars().take(division_length(full)).collect::<String>())
}

/// Longest name of a division: 新疆维吾尔自治区 and the like.
const LONGEST_DIVISION: usize = 12;

/// How many characters at the head name divisions down to the county.
fn division_length(address: &str) -> usize {
    let (mut kept, mut length, mut before) = (0, 0, ' ');
    for (at, c) in (1..).zip(address.chars()) {
        length += 1;
        if "镇乡村路街道巷弄号栋社园厦组".contains(c) || c.is_ascii_digit() || length > LONGEST_DIVISION {
            break;
        }
        let prefecture = c == '州' && before == '治';
        if (prefecture || "省市区县旗盟".contains(c)) && length > 1 {
            kept = at;
            length = 0;
        }
        before = c;
    }
    kept
}

/// Keeps the first and the last characters of a text of at least `long` characters, of a shorter one a quarter each.
fn keep_ends(text: &str, ends: (usize, usize), long: usize) -> String {
    let length = text.chars().count();
    let (head, tail) = if length >= long { ends } else { (length / 4, length / 4) };
    text.chars().enumerate().map(|(at, c)| if at < head || at + tail >= length { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lists_show_of_a_person() {
        #[allow(clippy::type_complexity, reason = "a table reads best as one literal")]
        let cases: [(fn(&str) -> String, &str, &str); 17] = [
            (name, "张三", "张*"),
            (name, "欧阳娜娜", "欧***"),
            (name, "John Smith", "J***"),
            (name, "", ""),
            (id_number, "362201199003071237", "3622**********1237"),
            (id_number, "E12345678", "E1*****78"),
            (id_number, "军字第1号", "军***号"),
            (telephone, "13800138000", "138****8000"),
            (telephone, "0795-5280012", "079*****0012"),
            (telephone, "5280012", "5*****2"),
            (email, "zhangsan@example.com", "z***@example.com"),
            (email, "nothing", "****"),
            (address, "江西省宜春市高安市瑞州街道市民中心3号", "江西省宜春市高安市****"),
            (address, "高安市筠阳街道", "高安市****"),
            (address, "内蒙古自治区锡林郭勒盟太仆寺旗宝昌镇", "内蒙古自治区锡林郭勒盟太仆寺旗****"),
            (address, "瑞州路12号市民小区", "****"),
            (address, "", ""),
        ];
        for (mask, full, shown) in cases {
            assert_eq!(mask(full), shown, "{full}");
        }
    }

    #[test]
    fn at_least_half_of_a_number_stays_hidden_unless_it_is_long() {
        for length in 1..40 {
            let number = "7".repeat(length);
            let shown = id_number(&number).chars().filter(|c| *c == '7').count();
            assert!(shown * 2 <= length, "{length}");
        }
    }
}
