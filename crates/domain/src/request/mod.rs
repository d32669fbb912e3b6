//! 依申请公开: the rules of applications for information, from the form to the archived reply.
//! Not here: storage, the sentences of letters, who is signed in.

pub mod applicant;
pub mod application;
pub mod article;
pub mod channel;
pub mod contact;
pub mod fee;
pub mod mask;
pub mod remedy;
pub mod reply;
