//! Chinese text analysis: how text becomes what is indexed, and how a query becomes what is looked up.
//! Knows nothing of the engine; both engines must see the same words.

pub(crate) mod fold;
pub(crate) mod indexing;
pub(crate) mod numbers;
pub(crate) mod sound;
pub(crate) mod stopwords;
mod traditional;
pub(crate) mod words;
