//! The application form (《条例》 art. 29): who asks, for what, in which form. Its fields, how they are tidied, nothing
//! about what becomes of the case. The purpose is not asked: the Regulation no longer knows it.

use serde::{Deserialize, Serialize};

use super::applicant::{ApplicantClass, ApplicantKind, IdPaper};

mod check;
mod tidy;

pub use check::{ApplicationFault, FieldFault, check, check_number};

crate::code_enum! {
    /// The form in which the information is wanted (art. 40).
    pub enum SupplyForm {
        Paper = "paper", "纸质";
        Electronic = "electronic", "电子文件";
        Disc = "disc", "光盘";
        Reading = "reading", "查阅";
        Copying = "copying", "抄录";
        Other = "other", "其他";
    }
}

crate::code_enum! {
    /// The way in which the reply is to reach the applicant (art. 29 (3)).
    pub enum DeliveryWay {
        Post = "post", "邮寄";
        Email = "email", "电子邮件";
        Fax = "fax", "传真";
        Collect = "collect", "自行领取";
        OnSite = "on_site", "当场查阅、抄录";
        Online = "online", "网上查询下载";
    }
}

crate::code_enum! {
    /// Help that the applicant needs because of difficulty in reading, seeing or hearing (art. 43).
    pub enum Assistance {
        Reading = "reading", "阅读困难";
        Sight = "sight", "视力障碍";
        Hearing = "hearing", "听力障碍";
        Other = "other", "其他需要";
    }
}

/// A person with the paper that names him.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    pub name: String,
    pub paper: Option<IdPaper>,
    pub number: String,
    pub phone: String,
}

/// Where the applicant is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub phone: String,
    pub address: String,
    pub postcode: String,
    pub email: String,
    pub fax: String,
}

/// A legal person or other organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Organisation {
    pub name: String,
    /// Credit code or other registration.
    pub paper: Option<IdPaper>,
    pub code: String,
    /// 法定代表人 or 负责人.
    pub representative: String,
    pub contact_person: String,
}

/// Somebody who acts for the applicant, and by what authority (授权委托).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Agent {
    pub person: Person,
    /// What he may do, as the authority says it.
    pub authority: String,
}

/// The one matter that is asked for (art. 29 (2): name, 文号 or another feature; one of them is enough).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Matter {
    pub name: String,
    pub document_number: String,
    pub description: String,
}

/// An application as it is filled in; any part may still be empty, so that it can be saved as a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Application {
    /// Citizen or one of the five kinds of organisation: the column of the annual report.
    pub kind: Option<ApplicantKind>,
    /// The citizen; unused for an organisation.
    pub citizen: Person,
    /// The citizen's place of work, if he wants to name it.
    pub employer: String,
    /// The organisation; unused for a citizen.
    pub organisation: Organisation,
    pub contact: Contact,
    pub agent: Option<Agent>,
    /// Further applicants for the same matter; the applicant above is the representative of all.
    pub joint: Vec<Person>,
    pub matter: Matter,
    pub supply: Vec<SupplyForm>,
    pub delivery: Option<DeliveryWay>,
    /// Why a fee should be reduced or waived; empty where that is not asked.
    pub fee_reduction: String,
    pub assistance: Vec<Assistance>,
    pub assistance_note: String,
    /// The member of staff who wrote down an oral application (art. 29: 代为填写); empty where the applicant wrote.
    pub filled_in_by: String,
}

impl Application {
    /// Whether a citizen asks. Where the kind of organisation is still to be chosen, what else is filled in tells.
    #[must_use]
    pub fn is_citizen(&self) -> bool {
        match self.kind {
            Some(kind) => kind.class() == ApplicantClass::Citizen,
            None => self.organisation == Organisation::default(),
        }
    }

    /// The name of the applicant.
    #[must_use]
    pub fn applicant_name(&self) -> &str {
        if self.is_citizen() { &self.citizen.name } else { &self.organisation.name }
    }

    /// The number that tells this applicant from others of the same name; empty where there is none.
    #[must_use]
    pub fn applicant_number(&self) -> &str {
        if self.is_citizen() { &self.citizen.number } else { &self.organisation.code }
    }

    /// The name under which officers find the matter: its name, else its number, else the beginning of its description.
    #[must_use]
    pub fn subject(&self) -> String {
        let matter = &self.matter;
        let first = [&matter.name, &matter.document_number, &matter.description].into_iter().find(|t| !t.is_empty());
        let line = first.map_or("", |text| text.lines().next().unwrap_or_default());
        line.chars().take(60).collect()
    }

    /// All that is said of the matter as one text, for finding the same again.
    #[must_use]
    pub fn matter_text(&self) -> String {
        format!("{}\n{}\n{}", self.matter.name, self.matter.document_number, self.matter.description)
    }

    /// The same application without spaces around, numbers in half width, the wrong block (citizen or organisation)
    /// emptied: what is checked and kept.
    #[must_use]
    pub fn tidied(self) -> Self {
        tidy::tidied(self)
    }
}

/// A name as lists show it: the first character and as many stars as there are further ones, at most two.
#[must_use]
pub fn masked_name(name: &str) -> String {
    let mut characters = name.chars();
    match characters.next() {
        None => String::new(),
        Some(first) => std::iter::once(first).chain(characters.take(2).map(|_| '*')).collect(),
    }
}

/// How much of the form is demanded: only our own web form can insist on everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Filled in by the applicant on our form: everything that art. 29 asks is demanded.
    Form,
    /// Registered from what somebody sent: what is missing is asked for by 补正, not refused.
    Paper,
}

#[cfg(test)]
mod tests;
