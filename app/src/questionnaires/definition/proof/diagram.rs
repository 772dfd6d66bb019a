//! Decision diagrams: which combinations of values satisfy something, each held once. Two that say the same are the same
//! node, so "always" and "never" are told at a glance.

use std::collections::HashMap;

/// The most nodes before a proof is given up, and said to be.
const MOST_NODES: usize = 400_000;

/// Something that is satisfied by some combinations of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Node(u32);

/// What no combination satisfies.
pub(super) const NEVER: Node = Node(0);
/// What every combination satisfies.
pub(super) const ALWAYS: Node = Node(1);

/// A thing that takes one of several values. Those made earlier are decided first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Variable(u32);

/// There are more nodes than are held.
#[derive(Debug)]
pub(super) struct TooMany;

#[derive(Clone, PartialEq, Eq, Hash)]
struct Decision {
    variable: u32,
    next: Box<[Node]>,
}

/// All diagrams of one proof.
pub(super) struct Diagrams {
    values: Vec<usize>,
    decisions: Vec<Decision>,
    same: HashMap<Decision, Node>,
    both: HashMap<(Node, Node), Node>,
    opposite: HashMap<Node, Node>,
}

impl Diagrams {
    pub(super) fn new() -> Self {
        // Places 0 and 1 are never and always; they decide nothing and come after every variable.
        let end = Decision { variable: u32::MAX, next: Box::default() };
        Self {
            values: Vec::new(),
            decisions: vec![end.clone(), end],
            same: HashMap::new(),
            both: HashMap::new(),
            opposite: HashMap::new(),
        }
    }

    /// A new variable with so many values, decided after all others.
    pub(super) fn variable(&mut self, values: usize) -> Variable {
        self.values.push(values);
        Variable(u32::try_from(self.values.len() - 1).unwrap_or(u32::MAX))
    }

    fn decision(&self, node: Node) -> Option<&Decision> {
        self.decisions.get(node.0 as usize)
    }

    fn node(&mut self, variable: u32, next: Vec<Node>) -> Result<Node, TooMany> {
        if let Some(first) = next.first().copied().filter(|first| next.iter().all(|one| one == first)) {
            return Ok(first);
        }
        let decision = Decision { variable, next: next.into_boxed_slice() };
        if let Some(node) = self.same.get(&decision) {
            return Ok(*node);
        }
        if self.decisions.len() >= MOST_NODES {
            return Err(TooMany);
        }
        let node = Node(u32::try_from(self.decisions.len()).map_err(|_| TooMany)?);
        self.decisions.push(decision.clone());
        self.same.insert(decision, node);
        Ok(node)
    }

    /// What holds for the values of which it is said so. A variable without values has nothing to hold for.
    pub(super) fn where_value(&mut self, variable: Variable, holds: impl Fn(usize) -> bool) -> Result<Node, TooMany> {
        let values = self.values.get(variable.0 as usize).copied().unwrap_or_default();
        let next: Vec<Node> = (0..values).map(|value| if holds(value) { ALWAYS } else { NEVER }).collect();
        if next.is_empty() { Ok(NEVER) } else { self.node(variable.0, next) }
    }

    pub(super) fn and(&mut self, one: Node, other: Node) -> Result<Node, TooMany> {
        match (one.min(other), one.max(other)) {
            (NEVER, _) => return Ok(NEVER),
            (ALWAYS, other) => return Ok(other),
            (one, other) if one == other => return Ok(one),
            _ => {}
        }
        let pair = (one.min(other), one.max(other));
        if let Some(known) = self.both.get(&pair) {
            return Ok(*known);
        }
        let (Some(first), Some(second)) = (self.decision(one).cloned(), self.decision(other).cloned()) else {
            return Ok(NEVER);
        };
        let variable = first.variable.min(second.variable);
        let values = if first.variable == variable { first.next.len() } else { second.next.len() };
        let mut next = Vec::with_capacity(values);
        for value in 0..values {
            let of = |decision: &Decision, node: Node| {
                if decision.variable == variable { decision.next.get(value).copied().unwrap_or(NEVER) } else { node }
            };
            next.push(self.and(of(&first, one), of(&second, other))?);
        }
        let node = self.node(variable, next)?;
        self.both.insert(pair, node);
        Ok(node)
    }

    pub(super) fn not(&mut self, one: Node) -> Result<Node, TooMany> {
        match one {
            NEVER => return Ok(ALWAYS),
            ALWAYS => return Ok(NEVER),
            _ => {}
        }
        if let Some(known) = self.opposite.get(&one) {
            return Ok(*known);
        }
        let Some(decision) = self.decision(one).cloned() else { return Ok(ALWAYS) };
        let mut next = Vec::with_capacity(decision.next.len());
        for node in &decision.next {
            next.push(self.not(*node)?);
        }
        let node = self.node(decision.variable, next)?;
        self.opposite.insert(one, node);
        Ok(node)
    }

    pub(super) fn or(&mut self, one: Node, other: Node) -> Result<Node, TooMany> {
        let (one, other) = (self.not(one)?, self.not(other)?);
        let neither = self.and(one, other)?;
        self.not(neither)
    }

    /// What holds where the first does, and otherwise what holds otherwise.
    pub(super) fn choose(&mut self, when: Node, then: Node, otherwise: Node) -> Result<Node, TooMany> {
        let opposite = self.not(when)?;
        let (then, otherwise) = (self.and(when, then)?, self.and(opposite, otherwise)?);
        self.or(then, otherwise)
    }

    /// What holds for those values of some variables that lead, one after the other, from a state to one that is right.
    /// A step without a state is one that cannot be taken.
    pub(super) fn where_steps<S: Copy + Eq + std::hash::Hash>(
        &mut self,
        variables: &[Variable],
        start: S,
        step: &impl Fn(S, usize, usize) -> Option<S>,
        right: &impl Fn(S) -> bool,
    ) -> Result<Node, TooMany> {
        let mut known = HashMap::new();
        self.steps(variables, 0, start, step, right, &mut known)
    }

    fn steps<S: Copy + Eq + std::hash::Hash>(
        &mut self,
        variables: &[Variable],
        place: usize,
        state: S,
        step: &impl Fn(S, usize, usize) -> Option<S>,
        right: &impl Fn(S) -> bool,
        known: &mut HashMap<(usize, S), Node>,
    ) -> Result<Node, TooMany> {
        let Some(variable) = variables.get(place) else {
            return Ok(if right(state) { ALWAYS } else { NEVER });
        };
        if let Some(node) = known.get(&(place, state)) {
            return Ok(*node);
        }
        if known.len() >= MOST_NODES {
            return Err(TooMany);
        }
        let values = self.values.get(variable.0 as usize).copied().unwrap_or_default();
        let mut next = Vec::with_capacity(values);
        for value in 0..values {
            next.push(match step(state, place, value) {
                Some(state) => self.steps(variables, place + 1, state, step, right, known)?,
                None => NEVER,
            });
        }
        let node = if next.is_empty() { NEVER } else { self.node(variable.0, next)? };
        known.insert((place, state), node);
        Ok(node)
    }
}
