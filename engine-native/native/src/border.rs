//! What every call at the border does: catch panics, check pointers, copy text.

use crate::error::{remember, Failure, Status};
use std::any::Any;
use std::panic::{catch_unwind, AssertUnwindSafe};

/// Runs a call; whatever goes wrong in it becomes a status and a sentence.
pub fn guarded(body: impl FnOnce() -> Result<(), Failure>) -> i32 {
    let failure = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => return Status::Ok as i32,
        Ok(Err(failure)) => failure,
        Err(panic) => {
            let message = format!("the native library panicked: {}", text_of(panic.as_ref()));
            // Dropping a payload may panic again, outside of the guard.
            std::mem::forget(panic);
            Failure::new(Status::Panicked, message)
        }
    };
    remember(&failure.message);
    failure.status as i32
}

fn text_of(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}

/// # Safety
/// `pointer` is null or has `length` elements that nobody writes to meanwhile.
pub unsafe fn slice<'a, T>(what: &str, pointer: *const T, length: u64) -> Result<&'a [T], Failure> {
    match check(what, pointer, length)? {
        0 => Ok(&[]),
        length => Ok(std::slice::from_raw_parts(pointer, length)),
    }
}

/// # Safety
/// `pointer` is null or has `length` elements that nobody else reads or writes meanwhile.
pub unsafe fn slice_mut<'a, T>(what: &str, pointer: *mut T, length: u64) -> Result<&'a mut [T], Failure> {
    match check(what, pointer, length)? {
        0 => Ok(&mut []),
        length => Ok(std::slice::from_raw_parts_mut(pointer, length)),
    }
}

fn check<T>(what: &str, pointer: *const T, length: u64) -> Result<usize, Failure> {
    if length == 0 {
        return Ok(0);
    }
    if pointer.is_null() {
        return Err(Failure::argument(format!("{what} is null")));
    }
    if !pointer.is_aligned() {
        return Err(Failure::argument(format!(
            "{what} is not aligned to {} bytes",
            align_of::<T>()
        )));
    }
    let end = (length as u128) * (size_of::<T>() as u128) + pointer as usize as u128;
    if end > isize::MAX as u128 {
        return Err(Failure::argument(format!(
            "{what} of {length} elements ends beyond the address space"
        )));
    }
    Ok(length as usize)
}

/// Refuses an output that shares memory with an input.
pub fn require_apart<T>(input: &[u64], output: *const T, output_length: u64) -> Result<(), Failure> {
    let input = input.as_ptr_range();
    let first = output as usize;
    let end = first.saturating_add((output_length as usize).saturating_mul(size_of::<T>()));
    if first < input.end as usize && (input.start as usize) < end {
        return Err(Failure::argument("the output overlaps an input"));
    }
    Ok(())
}

/// Writes as much of a text as fits (UTF-8, no terminator) and returns its full length in bytes.
///
/// # Safety
/// `buffer` is null or has `capacity` writable bytes.
pub unsafe fn copy_text(text: &str, buffer: *mut u8, capacity: u64) -> u64 {
    if !buffer.is_null() {
        let length = text.len().min(capacity as usize);
        std::ptr::copy_nonoverlapping(text.as_ptr(), buffer, length);
    }
    text.len() as u64
}
