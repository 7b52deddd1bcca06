//! Status codes and the last message of each thread.

use std::cell::RefCell;

/// What a call returns; 0 is success. Codes never change their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Status {
    Ok = 0,
    /// A pointer, length, index or number that does not fit the rest.
    BadArgument = 1,
    /// A handle that was never given out, is of another kind, or is freed.
    BadHandle = 2,
    /// The code panicked; the panic was caught.
    Panicked = 3,
    /// Not enough memory for a key or for scratch.
    OutOfMemory = 4,
    /// Threads could not be started, or another failure of the system.
    Internal = 5,
    /// A parameter set that this library cannot run.
    Unsupported = 6,
    /// A key that has not been loaded in full.
    Incomplete = 7,
}

/// A refusal with a sentence.
#[derive(Debug)]
pub struct Failure {
    pub status: Status,
    pub message: String,
}

impl Failure {
    pub fn new(status: Status, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }

    pub fn argument(message: impl Into<String>) -> Self {
        Self::new(Status::BadArgument, message)
    }
}

thread_local! {
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

pub fn remember(message: &str) {
    LAST.with(|last| {
        let mut last = last.borrow_mut();
        last.clear();
        last.push_str(message);
    });
}

pub fn last() -> String {
    LAST.with(|last| last.borrow().clone())
}

/// Refuses a length that is not the expected one.
pub fn expect(what: &str, found: usize, expected: usize) -> Result<(), Failure> {
    if found == expected {
        return Ok(());
    }
    Err(Failure::argument(format!(
        "{found} {what} where {expected} are needed"
    )))
}
