//! Charts: bars over years, and shares as rows of bars; here as SVG. Plain shapes and texts with classes and no styles, so that
//! they follow the page's look and its rules; each carries a title and its numbers for those who cannot see it.

use super::package::escape;

/// What a chart shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    pub title: String,
    pub unit: String,
    /// Names of the series; one for shares.
    pub series: Vec<String>,
    /// A label and a number for each series; `None` where it is not known.
    pub points: Vec<(String, Vec<Option<i64>>)>,
}

const WIDTH: i64 = 640;
const ROW: i64 = 22;
const GAP: i64 = 10;
const LABEL: i64 = 190;
const VALUE: i64 = 70;
const HEAD: i64 = 34;

impl Chart {
    /// Draws it: a group of rows a point, a bar a series.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let largest = self.points.iter().flat_map(|(_, numbers)| numbers.iter().flatten()).copied().max().unwrap_or(0);
        let bars = i64::try_from(self.series.len().max(1)).unwrap_or(1);
        let points = i64::try_from(self.points.len()).unwrap_or(0);
        let legend = if self.series.len() > 1 { ROW } else { 0 };
        let height = HEAD + legend + points * (bars * ROW + GAP);
        let mut out = format!(
            "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 {WIDTH} {height}\" xmlns=\"http://www.w3.org/2000/svg\">\
             <title>{}</title><desc>{}</desc>\
             <text class=\"chart-title\" x=\"0\" y=\"20\" font-size=\"15\">{}（{}）</text>",
            escape(&self.title),
            escape(&self.described()),
            escape(&self.title),
            escape(&self.unit)
        );
        if legend > 0 {
            self.write_legend(&mut out);
        }
        let mut top = HEAD + legend;
        for (label, numbers) in &self.points {
            let middle = top + bars * ROW / 2 + 5;
            text(&mut out, "chart-label", (0, middle), label);
            for (at, number) in (0..).zip(numbers) {
                bar(&mut out, at, top + at * ROW, *number, largest);
            }
            top += bars * ROW + GAP;
        }
        out.push_str("</svg>");
        out
    }

    /// The numbers in words.
    #[must_use]
    pub fn described(&self) -> String {
        let point = |(label, numbers): &(String, Vec<Option<i64>>)| {
            let told: Vec<String> = (0..)
                .zip(numbers)
                .map(|(at, number)| {
                    let name = if self.series.len() > 1 { self.series.get(at).map_or("", String::as_str) } else { "" };
                    number.map_or_else(|| format!("{name}没有数据"), |number| format!("{name}{number}{}", self.unit))
                })
                .collect();
            format!("{label}：{}", told.join("，"))
        };
        self.points.iter().map(point).collect::<Vec<_>>().join("；")
    }

    fn write_legend(&self, out: &mut String) {
        let mut left = LABEL;
        for (at, name) in self.series.iter().enumerate() {
            out.push_str(&format!(
                "<rect class=\"chart-bar chart-bar-{at}\" x=\"{left}\" y=\"{}\" width=\"12\" height=\"12\" fill=\"{}\"/>",
                HEAD - 4,
                color(at)
            ));
            text(out, "chart-label", (left + 18, HEAD + 7), name);
            left += 34 + 15 * i64::try_from(name.chars().count()).unwrap_or(8);
        }
    }
}

fn bar(out: &mut String, at: i64, top: i64, number: Option<i64>, largest: i64) {
    let Some(number) = number else {
        text(out, "chart-value", (LABEL, top + 15), "无数据");
        return;
    };
    let room = WIDTH - LABEL - VALUE;
    let width = if largest > 0 { number.max(0).saturating_mul(room) / largest } else { 0 };
    let width = if number > 0 { width.max(2) } else { 0 };
    let series = usize::try_from(at).unwrap_or(0);
    out.push_str(&format!(
        "<rect class=\"chart-bar chart-bar-{series}\" x=\"{LABEL}\" y=\"{}\" width=\"{width}\" height=\"{}\" fill=\"{}\"/>",
        top + 2,
        ROW - 6,
        color(series)
    ));
    text(out, "chart-value", (LABEL + width + 6, top + 15), &number.to_string());
}

/// Told apart in print, too: dark, middle, light.
pub(super) const fn color(series: usize) -> &'static str {
    match series % 3 {
        0 => "#1f4e79",
        1 => "#5b8db8",
        _ => "#a9c6de",
    }
}

fn text(out: &mut String, class: &str, (x, y): (i64, i64), words: &str) {
    out.push_str(&format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\" font-size=\"13\">{}</text>", escape(words)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_tells_its_numbers_and_escapes_its_words() {
        let chart = Chart {
            title: "新收<申请>".into(),
            unit: "件".into(),
            series: vec!["新收".into(), "办结".into()],
            points: vec![("2024年".into(), vec![Some(4), None]), ("2025年".into(), vec![Some(8), Some(0)])],
        };
        let svg = chart.to_svg();
        assert!(svg.starts_with("<svg ") && svg.contains("新收&lt;申请&gt;") && !svg.contains("style"), "{svg}");
        assert_eq!(chart.described(), "2024年：新收4件，办结没有数据；2025年：新收8件，办结0件");
        assert!(svg.contains("width=\"380\"") && svg.contains("width=\"190\""), "{svg}");
    }
}
