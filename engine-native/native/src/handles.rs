//! Handles are numbers that are looked up, never pointers that are trusted: a freed or invented one is an error.

use crate::engine::Engine;
use crate::error::{Failure, Status};
use crate::ggsw::GgswList;
use crate::key::Key;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

#[derive(Clone)]
pub enum Object {
    Engine(Arc<Engine>),
    Key(Arc<Key>),
    Ggsws(Arc<GgswList>),
}

/// An object and the handle of the engine that it lives in; for an engine, its own.
struct Entry {
    owner: u64,
    object: Object,
}

#[derive(Default)]
struct Table {
    last: u64,
    entries: HashMap<u64, Entry>,
}

fn table() -> &'static RwLock<Table> {
    static TABLE: OnceLock<RwLock<Table>> = OnceLock::new();
    TABLE.get_or_init(RwLock::default)
}

fn read() -> RwLockReadGuard<'static, Table> {
    table().read().unwrap_or_else(PoisonError::into_inner)
}

fn write() -> RwLockWriteGuard<'static, Table> {
    table().write().unwrap_or_else(PoisonError::into_inner)
}

fn not_open(what: &str, handle: u64) -> Failure {
    Failure::new(Status::BadHandle, format!("{what} {handle} is not open"))
}

pub fn add_engine(engine: Engine) -> u64 {
    let mut table = write();
    table.last += 1;
    let handle = table.last;
    table.entries.insert(
        handle,
        Entry {
            owner: handle,
            object: Object::Engine(Arc::new(engine)),
        },
    );
    handle
}

/// Adds what lives in an engine, unless that was closed meanwhile.
pub fn add(owner: u64, object: Object) -> Result<u64, Failure> {
    let mut table = write();
    if !table.entries.contains_key(&owner) {
        return Err(not_open("engine", owner));
    }
    table.last += 1;
    let handle = table.last;
    table.entries.insert(handle, Entry { owner, object });
    Ok(handle)
}

pub fn engine(handle: u64) -> Result<Arc<Engine>, Failure> {
    match read().entries.get(&handle) {
        Some(Entry {
            object: Object::Engine(engine),
            ..
        }) => Ok(engine.clone()),
        _ => Err(not_open("engine", handle)),
    }
}

pub fn key(handle: u64) -> Result<Arc<Key>, Failure> {
    match read().entries.get(&handle) {
        Some(Entry {
            object: Object::Key(key),
            ..
        }) => Ok(key.clone()),
        _ => Err(not_open("key", handle)),
    }
}

pub fn ggsws(handle: u64) -> Result<Arc<GgswList>, Failure> {
    match read().entries.get(&handle) {
        Some(Entry {
            object: Object::Ggsws(list),
            ..
        }) => Ok(list.clone()),
        _ => Err(not_open("GGSW list", handle)),
    }
}

/// Forgets an object, and with an engine all that lives in it. Memory is freed when the calls that use it are done.
pub fn free(handle: u64) -> Result<(), Failure> {
    let mut removed = Vec::new();
    let mut table = write();
    removed.push(
        table
            .entries
            .remove(&handle)
            .ok_or_else(|| not_open("object", handle))?,
    );
    removed.extend(
        table
            .entries
            .extract_if(|_, entry| entry.owner == handle)
            .map(|(_, entry)| entry),
    );
    drop(table);
    drop(removed);
    Ok(())
}
