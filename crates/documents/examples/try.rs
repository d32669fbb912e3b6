//! temporary
#![allow(clippy::print_stdout, clippy::unwrap_used)]
use std::time::Instant;
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args[0] == "parse" {
        std::process::exit(documents::sandbox::child_main(args.into_iter().skip(1)).into());
    }
    if args[0] == "speed" { return speed(); }
    if args[0] == "child" { return child(&args[1]); }
    for path in args {
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
fn child(path: &str) {
    let exe = std::env::current_exe().unwrap();
    let rt = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let bytes = std::fs::read(path).unwrap();
    let kind = documents::sniff::sniff(&bytes, path.rsplit('/').next().unwrap()).unwrap();
    for (label, limits) in [
        ("default", documents::Limits::default()),
        ("128MB", documents::Limits { memory_bytes: 128 << 20, ..Default::default() }),
        ("80MB", documents::Limits { memory_bytes: 80 << 20, ..Default::default() }),
        ("wall 1ms", documents::Limits { wall: std::time::Duration::from_millis(1), ..Default::default() }),
        ("cpu 0", documents::Limits { cpu_seconds: 0, ..Default::default() }),
    ] {
        let t = Instant::now();
        let r = rt.block_on(documents::sandbox::extract_in_child(&exe, bytes.clone(), kind, limits));
        println!("{label}: {:?} {:?}", t.elapsed(), r.map(|e| e.text.len()));
    }
}
fn speed() {
    let p = "<p class=\"indent\">根据《中华人民共和国政府信息公开条例》要求，由<strong>高安市人民政府</strong>办公室编制本报告。</p>".repeat(40);
    println!("body {} bytes", p.len());
    let time = |name: &str, f: &dyn Fn()| { let t = Instant::now(); for _ in 0..200 { f() } println!("{name} {:?}", t.elapsed() / 200); };
    time("clean", &|| { documents::html::clean(&p); });
    time("to_text", &|| { documents::html::to_text(&p); });
    time("diff", &|| { documents::diff::diff_html(&p, &p.replace("条例", "规定")); });
    let m: Vec<_> = (0..50).map(|i| documents::html::Mark::new(i * 20, i * 20 + 5, "c", "t")).collect();
    time("mark", &|| { documents::html::mark(&p, &m); });
    use documents::write::*;
    let rows: Vec<Vec<Cell>> = (0..100_000u32).map(|i| vec![format!("关于{i}的通知").into(), "2019-01-01".into(), p.chars().take(300).collect::<String>().into()]).collect();
    let table = Table { name: "t".into(), head: vec!["标题".into(), "日期".into(), "正文".into()], rows };
    for (f, bytes) in [(documents::rows::TableFormat::Csv, to_csv(&table)), (documents::rows::TableFormat::Xlsx, to_xlsx(&[table.clone()]).unwrap())] {
        let path = std::path::Path::new("/tmp/docsamples/rows"); std::fs::write(path, &bytes).unwrap();
        let t = Instant::now();
        let n = documents::rows::open_rows(path, f).unwrap().filter(|r| r.is_ok()).count();
        println!("{f:?} {} bytes {n} rows {:?}", bytes.len(), t.elapsed());
        if f == documents::rows::TableFormat::Xlsx {
            std::fs::write("/tmp/docsamples/big.xlsx", &bytes).unwrap();
            let t = Instant::now();
            let e = documents::extract::extract_text(&bytes, documents::sniff::FileType::Xlsx, &Default::default()).unwrap();
            println!("extract {} chars truncated {} {:?}", e.text.chars().count(), e.truncated, t.elapsed());
        }
    }
}
