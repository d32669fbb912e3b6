//! Tables with spans: the boxes of forms and the statutory tables of reports. It says which cell
//! stands where; how a table looks is for each writer.

use std::collections::BTreeMap;

use super::{Cell, Table};

/// From so many columns on, a table is set in 五号 rather than 小四.
const WIDE: usize = 6;
/// Most columns one cell may cover; what Word can hold in a row.
const MAX_COLUMNS: usize = 63;

/// A table whose cells may cover several columns and rows.
///
/// As in HTML, a row lists only the cells that begin in it. Places that no cell was given for are
/// left empty; a span that would run beyond the last row of its part, or into another cell, is cut.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    /// Title above the table.
    pub name: String,
    /// Widths of the columns in relation to each other, left to right.
    pub widths: Vec<u16>,
    /// Rows at the head, repeated on each page.
    pub head: Vec<Vec<GridCell>>,
    pub rows: Vec<Vec<GridCell>>,
}

/// One cell of a [`Grid`].
#[derive(Debug, Clone, PartialEq)]
pub struct GridCell {
    pub content: Cell,
    pub role: Role,
    /// Columns it covers, from 1.
    pub columns: usize,
    /// Rows it covers, from 1.
    pub rows: usize,
    /// Room for at least so many lines of writing, from 1.
    pub lines: u16,
}

impl Eq for GridCell {}

/// What a cell is to its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Names its column (in the head) or its row.
    Label,
    /// Names its column in the midst of a table.
    Heading,
    Value,
}

impl GridCell {
    /// A label over one place.
    pub fn label(text: impl Into<String>) -> Self {
        Self { content: Cell::Text(text.into()), role: Role::Label, columns: 1, rows: 1, lines: 1 }
    }

    /// A heading over the rows that follow it.
    pub fn heading(text: impl Into<String>) -> Self {
        Self { role: Role::Heading, ..Self::label(text) }
    }

    /// A value in one place.
    pub fn value(content: impl Into<Cell>) -> Self {
        Self { content: content.into(), role: Role::Value, columns: 1, rows: 1, lines: 1 }
    }

    /// Whether it names others.
    pub(super) fn is_label(&self) -> bool {
        self.role != Role::Value
    }

    /// The same cell over so many columns.
    #[must_use]
    pub fn across(self, columns: usize) -> Self {
        Self { columns, ..self }
    }

    /// The same cell over so many rows.
    #[must_use]
    pub fn down(self, rows: usize) -> Self {
        Self { rows, ..self }
    }

    /// The same cell with room for so many lines.
    #[must_use]
    pub fn tall(self, lines: u16) -> Self {
        Self { lines, ..self }
    }
}

impl From<&Table> for Grid {
    fn from(table: &Table) -> Self {
        let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0).max(table.head.len());
        let head: Vec<_> = table.head.iter().map(GridCell::label).collect();
        let row = |cells: &Vec<Cell>| cells.iter().cloned().map(GridCell::value).collect();
        Self {
            name: table.name.clone(),
            widths: vec![1; columns],
            head: if head.is_empty() { Vec::new() } else { vec![head] },
            rows: table.rows.iter().map(row).collect(),
        }
    }
}

/// A cell in its place, or the continuation of one that began in a row above.
pub(super) struct Placed<'a> {
    /// `None`: nothing was given for this place.
    pub cell: Option<&'a GridCell>,
    pub column: usize,
    pub columns: usize,
    pub rows: usize,
    /// Whether it begins in this row.
    pub begins: bool,
}

/// The whole table, every place of every row taken once.
pub(super) struct Layout<'a> {
    /// Relative widths, one for each column.
    pub widths: Vec<usize>,
    pub head: Vec<Vec<Placed<'a>>>,
    pub rows: Vec<Vec<Placed<'a>>>,
}

impl Layout<'_> {
    pub fn is_wide(&self) -> bool {
        self.widths.len() > WIDE
    }
}

impl Grid {
    pub(super) fn layout(&self) -> Layout<'_> {
        let (mut head, head_width) = place(&self.head);
        let (mut rows, rows_width) = place(&self.rows);
        let columns = head_width.max(rows_width).max(self.widths.len()).max(1);
        head.iter_mut().chain(&mut rows).for_each(|row| fill(row, columns));
        let given = self.widths.iter().map(|width| usize::from(*width).max(1));
        Layout { widths: given.chain(std::iter::repeat(1)).take(columns).collect(), head, rows }
    }
}

/// Puts the cells of one part of a table in their places; also how many columns that takes.
fn place(rows: &[Vec<GridCell>]) -> (Vec<Vec<Placed<'_>>>, usize) {
    // By column: how wide, and for how many rows more, a cell from above reaches down.
    let mut open: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut widest = 0;
    let mut placed = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let mut cells = row.iter().peekable();
        let mut line = Vec::new();
        let mut column = 0;
        while cells.peek().is_some() || open.range(column..).next().is_some() {
            let next = match open.get_mut(&column) {
                Some((columns, rows)) => {
                    *rows -= 1;
                    Placed { cell: None, column, columns: *columns, rows: *rows + 1, begins: false }
                }
                None => {
                    let free = open.range(column..).next().map_or(usize::MAX, |(taken, _)| taken - column);
                    begin(cells.next(), column, free, rows.len() - at)
                }
            };
            column += next.columns;
            line.push(next);
        }
        open.retain(|_, (_, rows)| *rows > 0);
        open.extend(line.iter().filter(|p| p.begins && p.rows > 1).map(|p| (p.column, (p.columns, p.rows - 1))));
        widest = widest.max(column);
        placed.push(line);
    }
    (placed, widest)
}

fn begin(cell: Option<&GridCell>, column: usize, free: usize, below: usize) -> Placed<'_> {
    let columns = cell.map_or(1, |cell| cell.columns.clamp(1, free.min(MAX_COLUMNS)));
    let rows = cell.map_or(1, |cell| cell.rows.clamp(1, below));
    Placed { cell, column, columns, rows, begins: true }
}

fn fill(row: &mut Vec<Placed<'_>>, columns: usize) {
    let end = row.last().map_or(0, |last| last.column + last.columns);
    row.extend((end..columns).map(|column| Placed { cell: None, column, columns: 1, rows: 1, begins: true }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(rows: &[Vec<Placed<'_>>]) -> Vec<Vec<(usize, usize, usize, bool)>> {
        let one = |p: &Placed<'_>| (p.column, p.columns, p.rows, p.begins);
        rows.iter().map(|row| row.iter().map(one).collect()).collect()
    }

    #[test]
    fn spans_take_their_places_and_gaps_are_filled() {
        let grid = Grid {
            widths: vec![1, 1, 2],
            rows: vec![
                vec![GridCell::label("甲").down(2), GridCell::value("乙").across(2)],
                vec![GridCell::value("丙")],
            ],
            ..Grid::default()
        };
        let layout = grid.layout();
        assert_eq!(layout.widths, [1, 1, 2]);
        assert_eq!(
            shape(&layout.rows),
            [vec![(0, 1, 2, true), (1, 2, 1, true)], vec![(0, 1, 1, false), (1, 1, 1, true), (2, 1, 1, true)],]
        );
    }

    #[test]
    fn spans_beyond_the_table_or_into_another_cell_are_cut_and_no_cell_is_lost() {
        let grid = Grid {
            widths: vec![1],
            rows: vec![
                vec![GridCell::value("甲"), GridCell::value("乙").down(9)],
                vec![GridCell::value("丙").across(5), GridCell::value("丁").across(0)],
            ],
            ..Grid::default()
        };
        let layout = grid.layout();
        assert_eq!(layout.widths.len(), 3);
        assert_eq!(
            shape(&layout.rows),
            [
                vec![(0, 1, 1, true), (1, 1, 2, true), (2, 1, 1, true)],
                vec![(0, 1, 1, true), (1, 1, 1, false), (2, 1, 1, true)],
            ]
        );
        assert!(Grid::default().layout().rows.is_empty());
    }
}
