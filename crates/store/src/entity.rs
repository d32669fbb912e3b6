//! What every entity shares: rows have no navigations, since each list loads what it shows in one query.

/// The parts of a SeaORM entity that are the same for all of ours.
macro_rules! plain_entity {
    () => {
        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {}

        impl ActiveModelBehavior for ActiveModel {}
    };
}

pub(crate) use plain_entity;
