//! The rules of a request through their front door, `decide`: worked vectors of the clock, its explanation, what is
//! refused, and what no history can reach.
#![allow(clippy::unwrap_used, clippy::panic)]

mod explanation;
mod histories;
mod limits;
mod naive;
mod restarts;
mod steps;
mod stops;
mod story;
