//! temporary
#![allow(clippy::print_stdout, clippy::unwrap_used)]
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.rsplit('/').next().unwrap();
        let t = std::time::Instant::now();
        match documents::sniff::sniff(&bytes, name) {
            Ok(kind) => {
                let r = documents::extract::extract_text(&bytes, kind, &documents::Limits::default());
                match r {
                    Ok(e) => println!("== {name} {kind:?} {:?}\n{}\n-- hidden {:?}\n{}", t.elapsed(), e.text.chars().take(1500).collect::<String>(), e.hidden, e.hidden_text.chars().take(500).collect::<String>()),
                    Err(e) => println!("== {name} {kind:?} refused {e:?}"),
                }
            }
            Err(e) => println!("== {name} refused {e:?} {}", e.code()),
        }
    }
}
