//! Telephone, e-mail and postal code as an applicant types them: checked and brought into one form. Whether somebody
//! answers there is not known here.

/// Why a way to reach somebody is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ContactRefusal {
    #[error("not a telephone number")]
    Telephone,
    #[error("not an e-mail address")]
    Email,
    #[error("not a postal code")]
    PostalCode,
}

impl ContactRefusal {
    /// Every refusal.
    pub const ALL: [Self; 3] = [Self::Telephone, Self::Email, Self::PostalCode];

    /// Stable code for the table of messages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Telephone => "bad_telephone",
            Self::Email => "bad_email",
            Self::PostalCode => "bad_postal_code",
        }
    }
}

/// As [`crate::text::half_width`], and the wide space as a plain one.
pub(super) fn half_width(c: char) -> char {
    if c == '\u{3000}' { ' ' } else { crate::text::half_width(c) }
}

/// A mobile number, a landline with or without area code and extension, or a number abroad with `+`.
///
/// # Errors
/// [`ContactRefusal::Telephone`].
pub fn read_telephone(typed: &str) -> Result<String, ContactRefusal> {
    let refused = Err(ContactRefusal::Telephone);
    let text: String = typed.trim().chars().map(half_width).filter(|c| !matches!(c, ' ' | '(' | ')')).collect();
    let text = text.replace(['—', '–'], "-").replace('转', "-");
    if !text.chars().enumerate().all(|(at, c)| c.is_ascii_digit() || c == '-' || (c == '+' && at == 0)) {
        return refused;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = text.strip_prefix("+86").unwrap_or(&text).replace('-', "");
    if plain.len() == 11 && plain.starts_with('1') {
        let mobile = plain.chars().nth(1).is_some_and(|second| ('3'..='9').contains(&second));
        return if mobile { Ok(plain) } else { refused };
    }
    if (7..=18).contains(&digits) { Ok(text) } else { refused }
}

/// A postal code of six digits.
///
/// # Errors
/// [`ContactRefusal::PostalCode`].
pub fn read_postal_code(typed: &str) -> Result<String, ContactRefusal> {
    let code: String = typed.trim().chars().map(half_width).collect();
    let good = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
    if good { Ok(code) } else { Err(ContactRefusal::PostalCode) }
}

/// An e-mail address: one `@`, a name without spaces, a host with at least one dot.
///
/// # Errors
/// [`ContactRefusal::Email`].
pub fn read_email(typed: &str) -> Result<String, ContactRefusal> {
    let address: String = typed.trim().chars().map(half_width).collect();
    let refused = Err(ContactRefusal::Email);
    let Some((name, host)) = address.split_once('@') else { return refused };
    let name_good = (1..=64).contains(&name.len())
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..")
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b));
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let host_good = host.len() <= 190 && host.contains('.') && host.split('.').all(label);
    if name_good && host_good { Ok(format!("{name}@{}", host.to_ascii_lowercase())) } else { refused }
}

/// Whether a text names a telephone number or an e-mail address, with whatever stands beside it.
#[must_use]
pub fn names_a_contact(text: &str) -> bool {
    let plain: String = text.chars().map(half_width).collect();
    let words = plain.split(|c: char| !c.is_ascii_graphic() || matches!(c, ',' | ';' | ':' | '/'));
    let mut words = words.filter(|word| !word.is_empty());
    read_telephone(text).is_ok() || words.any(|word| read_telephone(word).is_ok() || read_email(word).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephones_of_all_sorts() {
        let good = [
            ("138 0013 8000", "13800138000"),
            ("１３８００１３８０００", "13800138000"),
            ("+86 13800138000", "13800138000"),
            ("0795-5280012", "0795-5280012"),
            ("（0795）5280012转8001", "07955280012-8001"),
            ("5280012", "5280012"),
            ("+852 2345 6789", "+85223456789"),
        ];
        for (typed, kept) in good {
            assert_eq!(read_telephone(typed).as_deref(), Ok(kept), "{typed}");
        }
        for typed in ["", "12345", "12800138000", "电话没有", "138001380001234567890", "1380013800a"] {
            assert_eq!(read_telephone(typed), Err(ContactRefusal::Telephone), "{typed}");
        }
    }

    #[test]
    fn addresses_that_could_smuggle_a_header_are_none() {
        assert_eq!(read_email(" Zhang.San＠Example.COM ").as_deref(), Ok("Zhang.San@example.com"));
        let bad = [
            "",
            "zhang",
            "zhang@",
            "@example.com",
            "zhang@host",
            "zhang san@example.com",
            "zhang@example.com\r\nBcc: all@example.com",
            "zhang@exa mple.com",
            "zhang@@example.com",
            "zhang@-example.com",
            ".zhang@example.com",
            "张三@example.com",
        ];
        for typed in bad {
            assert_eq!(read_email(typed), Err(ContactRefusal::Email), "{typed}");
        }
    }

    #[test]
    fn a_text_names_a_number_or_an_address_whatever_stands_beside_it() {
        let good = [
            "13800138000",
            "0795-5280012",
            "（0795）5280012",
            "5280012",
            "138 0013 8000",
            "li@example.com",
            "微信１３８００１３８０００",
            "电话:5280012，邮箱:li@example.com",
        ];
        for text in good {
            assert!(names_a_contact(text), "{text}");
        }
        for text in ["", "李先生", "li@", "@example.com", "12345", "微信号 gongkai"] {
            assert!(!names_a_contact(text), "{text}");
        }
    }

    #[test]
    fn postal_codes_have_six_digits() {
        assert_eq!(read_postal_code("３３０８００").as_deref(), Ok("330800"));
        assert_eq!(read_postal_code("3308001"), Err(ContactRefusal::PostalCode));
        assert_eq!(read_postal_code("33080a"), Err(ContactRefusal::PostalCode));
    }
}
