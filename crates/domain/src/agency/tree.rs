//! The two trees of agencies, territorial (块) and vertical (条): walking them, and what makes them faulty.
//! Not here: the decisions that change them, see `change`.

use std::collections::{HashMap, HashSet};

use super::{AgencyStatus, ParentKind};

/// An agency's place in both trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgencyNode {
    /// The agency.
    pub id: i64,
    /// Parent in the territorial tree.
    pub territorial_parent: Option<i64>,
    /// Parent in the vertical tree.
    pub vertical_parent: Option<i64>,
    /// Whether it still acts.
    pub status: AgencyStatus,
}

impl AgencyNode {
    /// The parent in one of the trees.
    #[must_use]
    pub const fn parent(&self, kind: ParentKind) -> Option<i64> {
        match kind {
            ParentKind::Territorial => self.territorial_parent,
            ParentKind::Vertical => self.vertical_parent,
        }
    }
}

/// What is wrong with a stored tree; for the doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TreeFault {
    /// The parent is not there.
    ParentMissing { id: i64, kind: ParentKind, parent: i64 },
    /// The agency is its own superior.
    Circle { id: i64, kind: ParentKind },
    /// It was merged into an agency that is not there.
    SuccessorMissing { id: i64, into: i64 },
    /// Following the mergers leads back to it.
    MergeCircle { id: i64 },
}

/// The agency with this id.
#[must_use]
pub fn find_agency(nodes: &[AgencyNode], id: i64) -> Option<&AgencyNode> {
    nodes.iter().find(|node| node.id == id)
}

/// The superiors of an agency in one tree, nearest first. Ends at the root, at a missing parent,
/// or before a circle closes, so it ends on any input.
#[must_use]
pub fn superiors(nodes: &[AgencyNode], id: i64, kind: ParentKind) -> Vec<i64> {
    let mut chain = Vec::new();
    let mut at = find_agency(nodes, id).and_then(|node| node.parent(kind));
    while let Some(parent) = at {
        if parent == id || chain.contains(&parent) {
            break;
        }
        let Some(node) = find_agency(nodes, parent) else {
            break;
        };
        chain.push(parent);
        at = node.parent(kind);
    }
    chain
}

/// The agency and all that stand below it in one tree: the scope of a supervisor. Each once, in breadth order.
#[must_use]
pub fn subtree(nodes: &[AgencyNode], root: i64, kind: ParentKind) -> Vec<i64> {
    let mut children: HashMap<i64, Vec<i64>> = HashMap::new();
    for node in nodes {
        if let Some(parent) = node.parent(kind) {
            children.entry(parent).or_default().push(node.id);
        }
    }
    let mut found = vec![root];
    let mut seen = HashSet::from([root]);
    let mut next = 0;
    while let Some(&at) = found.get(next) {
        next += 1;
        for &child in children.get(&at).into_iter().flatten() {
            if seen.insert(child) {
                found.push(child);
            }
        }
    }
    found
}

/// Whether `above` would make a circle as the parent of `id`.
#[must_use]
pub fn makes_circle(nodes: &[AgencyNode], id: i64, above: i64, kind: ParentKind) -> bool {
    id == above || superiors(nodes, above, kind).contains(&id)
}

/// The agency that answers today for the given one: itself, or the end of its chain of mergers.
/// `None` where the chain breaks or turns in a circle.
#[must_use]
pub fn successor(nodes: &[AgencyNode], id: i64) -> Option<i64> {
    let mut at = id;
    for _ in 0..=nodes.len() {
        match find_agency(nodes, at)?.status {
            AgencyStatus::Merged { into } => at = into,
            AgencyStatus::Active | AgencyStatus::Closed => return Some(at),
        }
    }
    None
}

/// Every fault of the stored trees.
#[must_use]
pub fn tree_faults(nodes: &[AgencyNode]) -> Vec<TreeFault> {
    let mut faults = Vec::new();
    for node in nodes {
        for &kind in ParentKind::ALL {
            faults.extend(parent_fault(nodes, node, kind));
        }
        faults.extend(merge_fault(nodes, node));
    }
    faults
}

fn parent_fault(nodes: &[AgencyNode], node: &AgencyNode, kind: ParentKind) -> Option<TreeFault> {
    let parent = node.parent(kind)?;
    if find_agency(nodes, parent).is_none() {
        return Some(TreeFault::ParentMissing { id: node.id, kind, parent });
    }
    let in_circle = parent == node.id || {
        let chain = superiors(nodes, node.id, kind);
        let top = chain.last().and_then(|id| find_agency(nodes, *id));
        top.and_then(|top| top.parent(kind)) == Some(node.id)
    };
    in_circle.then_some(TreeFault::Circle { id: node.id, kind })
}

fn merge_fault(nodes: &[AgencyNode], node: &AgencyNode) -> Option<TreeFault> {
    let AgencyStatus::Merged { into } = node.status else {
        return None;
    };
    if find_agency(nodes, into).is_none() {
        return Some(TreeFault::SuccessorMissing { id: node.id, into });
    }
    successor(nodes, into).is_none().then_some(TreeFault::MergeCircle { id: node.id })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: i64, territorial: Option<i64>, vertical: Option<i64>) -> AgencyNode {
        AgencyNode { id, territorial_parent: territorial, vertical_parent: vertical, status: AgencyStatus::Active }
    }

    fn city() -> Vec<AgencyNode> {
        vec![
            node(1, None, None),
            node(2, Some(1), None),
            node(3, Some(2), None),
            node(4, Some(1), Some(9)),
            node(9, None, None),
        ]
    }

    #[test]
    fn scopes_follow_each_tree_on_its_own() {
        let nodes = city();
        assert_eq!(subtree(&nodes, 1, ParentKind::Territorial), [1, 2, 4, 3]);
        assert_eq!(subtree(&nodes, 9, ParentKind::Vertical), [9, 4]);
        assert_eq!(superiors(&nodes, 3, ParentKind::Territorial), [2, 1]);
        assert!(tree_faults(&nodes).is_empty());
    }

    #[test]
    fn circles_are_foreseen() {
        let nodes = city();
        assert!(makes_circle(&nodes, 1, 3, ParentKind::Territorial));
        assert!(makes_circle(&nodes, 1, 1, ParentKind::Vertical));
        assert!(!makes_circle(&nodes, 1, 3, ParentKind::Vertical));
    }

    #[test]
    fn stored_faults_are_found_and_walks_still_end() {
        let mut nodes = vec![node(1, Some(2), None), node(2, Some(1), None), node(3, Some(1), Some(77))];
        nodes.push(AgencyNode { status: AgencyStatus::Merged { into: 5 }, ..node(5, None, None) });
        let faults = tree_faults(&nodes);
        let kind = ParentKind::Territorial;
        assert!(faults.contains(&TreeFault::Circle { id: 1, kind }));
        assert!(faults.contains(&TreeFault::Circle { id: 2, kind }));
        assert!(!faults.contains(&TreeFault::Circle { id: 3, kind }));
        assert!(faults.contains(&TreeFault::ParentMissing { id: 3, kind: ParentKind::Vertical, parent: 77 }));
        assert!(faults.contains(&TreeFault::MergeCircle { id: 5 }));
        assert_eq!(superiors(&nodes, 3, kind), [1, 2]);
        assert_eq!(subtree(&nodes, 1, kind), [1, 2, 3]);
    }

    #[test]
    fn a_chain_of_mergers_ends_at_the_one_that_answers() {
        let merged = |id, into| AgencyNode { status: AgencyStatus::Merged { into }, ..node(id, None, None) };
        let nodes = [merged(1, 2), merged(2, 3), node(3, None, None)];
        assert_eq!(successor(&nodes, 1), Some(3));
        assert_eq!(successor(&nodes, 3), Some(3));
        assert_eq!(successor(&nodes, 8), None);
    }
}
