//! Which visitors are programs: search engines, monitors, scripts. They say so in the name they give; one that lies is
//! counted as a person.

/// Marks of programs in a `User-Agent`, in lower case.
const MARKS: &[&[u8]] = &[
    b"bot",
    b"spider",
    b"crawl",
    b"slurp",
    b"archiver",
    b"curl/",
    b"wget/",
    b"python",
    b"java/",
    b"go-http",
    b"headless",
    b"monitor",
    b"scan",
    b"check",
    b"http-client",
    b"httpclient",
    b"okhttp",
    b"libwww",
    b"axios",
    b"node-fetch",
    b"lighthouse",
    b"phantom",
    b"preview",
    b"fetcher",
];

/// Whether a mark may begin with this letter, so that most characters are passed over at once.
const fn may_begin(letter: u8) -> bool {
    matches!(letter, b'a' | b'b' | b'c' | b'f' | b'g' | b'h' | b'j' | b'l' | b'm' | b'n' | b'o' | b'p' | b's' | b'w')
}

/// Longest part of a name that is looked at, in bytes.
const LOOKED_AT: usize = 300;

/// Whether the name that a visitor gives is a program's; whoever gives none is one. Allocates nothing: it is asked at
/// every page.
#[must_use]
pub fn is_robot(user_agent: &str) -> bool {
    let name = user_agent.as_bytes().get(..LOOKED_AT).unwrap_or(user_agent.as_bytes());
    let begins = |rest: &[u8], mark: &[u8]| rest.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark));
    let marked = name.iter().enumerate().any(|(at, byte)| {
        may_begin(byte.to_ascii_lowercase())
            && name.get(at..).is_some_and(|rest| MARKS.iter().any(|mark| begins(rest, mark)))
    });
    marked || name.trim_ascii().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_looked_for() {
        for mark in MARKS {
            assert!(mark.first().is_some_and(|letter| may_begin(*letter)), "{mark:?}");
        }
    }

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
