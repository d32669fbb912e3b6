//! What an immutable revision says. Not its state: that is `workflow`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::openness::{Openness, WithholdingGround};
use super::relation::RelationKind;
use super::validity::Validity;

/// A link to another item, made public with the revision that names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    pub kind: RelationKind,
    pub item: i64,
}

/// A file that belongs to a revision, in the order shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentRef {
    pub attachment: i64,
    pub title: String,
}

/// All that an editor fills in (domain fields of the catalogue: 目录系统实施指引; 47号 page tags).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionContent {
    pub title: String,
    /// Cleaned HTML; empty for kinds without a body.
    pub body_html: String,
    /// 内容概述, at most 100 characters by the guide.
    pub summary: String,
    /// 来源: the publishing unit, or where it was reprinted from.
    pub source: String,
    pub author: String,
    /// Separated by single spaces.
    pub keywords: String,
    pub openness: Openness,
    pub ground: Option<WithholdingGround>,
    /// Statutory category code (a.20, a.21), none outside the disclosure platform.
    pub category: Option<String>,
    /// 主题分类 code.
    pub subject: Option<String>,
    /// 体裁 code.
    pub genre: Option<String>,
    /// 文号, normalised.
    pub document_number: Option<String>,
    /// 成文/形成日期: the day the 20-working-day limit runs from (a.26).
    pub formed_on: Option<NaiveDate>,
    pub effective_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub validity: Option<Validity>,
    /// What amended or repealed it, in words.
    pub validity_note: String,
    /// Own fields of the kind, by key.
    pub fields: BTreeMap<String, String>,
    /// The section whose steps of review apply.
    pub main_section: i64,
    /// Further sections it is placed in.
    pub sections: Vec<i64>,
    pub topics: Vec<i64>,
    /// The lead agency (a.10) and the others that made it.
    pub lead_agency: i64,
    pub co_agencies: Vec<i64>,
    pub attachments: Vec<AttachmentRef>,
    pub relations: Vec<Relation>,
}

impl RevisionContent {
    /// An empty draft for a section and an agency.
    #[must_use]
    pub fn empty(main_section: i64, lead_agency: i64) -> Self {
        Self {
            title: String::new(),
            body_html: String::new(),
            summary: String::new(),
            source: String::new(),
            author: String::new(),
            keywords: String::new(),
            openness: Openness::Proactive,
            ground: None,
            category: None,
            subject: None,
            genre: None,
            document_number: None,
            formed_on: None,
            effective_on: None,
            expires_on: None,
            validity: None,
            validity_note: String::new(),
            fields: BTreeMap::new(),
            main_section,
            sections: Vec::new(),
            topics: Vec::new(),
            lead_agency,
            co_agencies: Vec::new(),
            attachments: Vec::new(),
            relations: Vec::new(),
        }
    }

    /// Every section it stands in, the main one first, none twice.
    #[must_use]
    pub fn all_sections(&self) -> Vec<i64> {
        let mut all = vec![self.main_section];
        for &section in &self.sections {
            if !all.contains(&section) {
                all.push(section);
            }
        }
        all
    }
}
