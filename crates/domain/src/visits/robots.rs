//! Which visitors are programs: search engines, monitors, scripts. They say so in the name they give; one that lies is
//! counted as a person.

/// What follows the first letter of a program's mark in a `User-Agent`, by that letter, in lower case.
const fn rest_of_marks(first: u8) -> &'static [&'static [u8]] {
    match first {
        b'a' => &[b"rchiver", b"xios"],
        b'b' => &[b"ot"],
        b'c' => &[b"rawl", b"url/", b"heck"],
        b'f' => &[b"etcher"],
        b'g' => &[b"o-http"],
        b'h' => &[b"eadless", b"ttp-client", b"ttpclient"],
        b'j' => &[b"ava/"],
        b'l' => &[b"ibwww", b"ighthouse"],
        b'm' => &[b"onitor"],
        b'n' => &[b"ode-fetch"],
        b'o' => &[b"khttp"],
        b'p' => &[b"ython", b"hantom", b"review"],
        b's' => &[b"pider", b"lurp", b"can"],
        b'w' => &[b"get/"],
        _ => &[],
    }
}

/// Longest part of a name that is looked at, in bytes.
const LOOKED_AT: usize = 300;

/// Whether the name that a visitor gives is a program's; whoever gives none is one. Allocates nothing and looks at each
/// letter once: it is asked at every page.
#[must_use]
pub fn is_robot(user_agent: &str) -> bool {
    let mut rest = user_agent.as_bytes().get(..LOOKED_AT).unwrap_or(user_agent.as_bytes()).trim_ascii();
    if rest.is_empty() {
        return true;
    }
    while let Some((first, after)) = rest.split_first() {
        let marks = rest_of_marks(first | 0x20);
        if marks.iter().any(|mark| begins(after, mark)) {
            return true;
        }
        rest = after;
    }
    false
}

fn begins(text: &[u8], mark: &[u8]) -> bool {
    let mut letters = text.iter();
    mark.iter().all(|wanted| letters.next().is_some_and(|letter| letter.to_ascii_lowercase() == *wanted))
}

#[cfg(test)]
mod tests {
    use super::is_robot;

    #[test]
    fn programs_are_told_from_browsers() {
        for name in [
            "",
            "  ",
            "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
            "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
            "curl/8.5.0",
            "python-requests/2.31",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0 Safari/537.36",
            "UptimeMonitor/1.0",
        ] {
            assert!(is_robot(name), "{name}");
        }
        for name in [
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.53",
            "Mozilla/5.0 (Linux; Android 14; HarmonyOS) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/114 Mobile Safari/537.36",
            "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
        ] {
            assert!(!is_robot(name), "{name}");
        }
    }
}
