//! Files by content hash. A file is on disk before the row that names it; the same bytes are kept once.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};

use crate::error::StoreError;

/// The store of files. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files {
    backend: Arc<LocalFileSystem>,
}

/// The name of some bytes: their SHA-256 as lower-case hexadecimal.
#[must_use]
pub fn content_hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Whether this can be the name of a file.
#[must_use]
pub fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn place(hash: &str) -> Result<ObjectPath, StoreError> {
    match (is_hash(hash), hash.get(0..2), hash.get(2..4)) {
        (true, Some(a), Some(b)) => Ok(ObjectPath::from(format!("{a}/{b}/{hash}"))),
        _ => Err(StoreError::BadFile(hash.to_string())),
    }
}

impl Files {
    /// Opens the folder, made when missing.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder)?;
        let backend = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { backend: Arc::new(backend) })
    }

    /// Keeps bytes and returns their hash. When it returns they are on disk.
    ///
    /// # Errors
    /// When they cannot be written.
    pub async fn put(&self, bytes: Bytes) -> Result<String, StoreError> {
        let hash = content_hash(&bytes);
        let path = place(&hash)?;
        if self.backend.head(&path).await.is_err() {
            self.backend.put(&path, PutPayload::from_bytes(bytes)).await?;
        }
        Ok(hash)
    }

    /// The bytes with this hash, checked against it.
    ///
    /// # Errors
    /// When there is no such file, or its content is not what its name says.
    pub async fn get(&self, hash: &str) -> Result<Bytes, StoreError> {
        let bytes = self.backend.get(&place(hash)?).await?.bytes().await?;
        if content_hash(&bytes) == hash { Ok(bytes) } else { Err(StoreError::BadFile(hash.to_string())) }
    }

    /// Whether the file is there.
    pub async fn has(&self, hash: &str) -> bool {
        match place(hash) {
            Ok(path) => self.backend.head(&path).await.is_ok(),
            Err(_) => false,
        }
    }

    /// The hash and size in bytes of every file.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn list(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let found: Vec<_> = self.backend.list(None).try_collect().await?;
        Ok(found
            .into_iter()
            .filter_map(|meta| meta.location.filename().filter(|n| is_hash(n)).map(|n| (n.to_string(), meta.size)))
            .collect())
    }

    /// Drops a file that no record names any more.
    ///
    /// # Errors
    /// When it cannot be dropped.
    pub async fn delete(&self, hash: &str) -> Result<(), StoreError> {
        self.backend.delete(&place(hash)?).await?;
        Ok(())
    }
}
