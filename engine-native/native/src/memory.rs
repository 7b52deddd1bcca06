//! Zeroed memory for keys and scratch: a shortage is an error, never an abort.

use crate::error::{Failure, Status};
use std::alloc::{alloc, dealloc, Layout};
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use tfhe::core_crypto::fft_impl::fft64::c64;

/// Vectors of 64 bytes never straddle two cache lines.
const CACHE_LINE: usize = 64;

/// A huge page of every 64-bit system that has them. A blind rotation walks through the whole key, and 4 KiB pages
/// miss the address cache all the way.
const HUGE_PAGE: usize = 2 << 20;

/// Types for which zero bytes are a value and that need no drop.
///
/// # Safety
/// Both must hold.
pub unsafe trait Plain: Copy + Send + Sync {}

unsafe impl Plain for u8 {}
unsafe impl Plain for u32 {}
unsafe impl Plain for u64 {}
unsafe impl Plain for usize {}
unsafe impl Plain for c64 {}

/// An owned slice, aligned to cache lines; a large one to huge pages, which are asked for.
pub struct Pages<T: Plain> {
    start: NonNull<T>,
    length: usize,
    layout: Layout,
}

impl<T: Plain> Pages<T> {
    /// Without memory.
    pub fn empty() -> Self {
        Self {
            start: NonNull::dangling(),
            length: 0,
            layout: Layout::new::<()>(),
        }
    }

    pub fn zeroed(length: usize) -> Result<Self, Failure> {
        if length == 0 {
            return Ok(Self::empty());
        }
        let shortage = || {
            Failure::new(
                Status::OutOfMemory,
                format!("no memory for {length} x {} bytes", size_of::<T>()),
            )
        };
        let bytes = length.checked_mul(size_of::<T>()).ok_or_else(shortage)?;
        let align = if bytes >= HUGE_PAGE { HUGE_PAGE } else { CACHE_LINE };
        let layout = Layout::from_size_align(bytes, align).map_err(|_| shortage())?;
        let start = NonNull::new(unsafe { alloc(layout) }).ok_or_else(shortage)?;
        advise_huge_pages(start.as_ptr(), bytes);
        unsafe { start.as_ptr().write_bytes(0, bytes) };
        Ok(Self {
            start: start.cast(),
            length,
            layout,
        })
    }

    /// Makes room for at least `length` elements; what was there may be lost.
    pub fn ensure(&mut self, length: usize) -> Result<(), Failure> {
        if self.length < length {
            *self = Self::empty();
            *self = Self::zeroed(length)?;
        }
        Ok(())
    }

    pub fn bytes(&self) -> u64 {
        self.layout.size() as u64
    }
}

#[cfg(target_os = "linux")]
fn advise_huge_pages(start: *mut u8, bytes: usize) {
    if bytes >= HUGE_PAGE {
        // Advice: a kernel that cannot follow it changes nothing but speed.
        unsafe { libc::madvise(start.cast(), bytes / HUGE_PAGE * HUGE_PAGE, libc::MADV_HUGEPAGE) };
    }
}

#[cfg(not(target_os = "linux"))]
fn advise_huge_pages(_start: *mut u8, _bytes: usize) {}

impl<T: Plain> Deref for Pages<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }
}

impl<T: Plain> DerefMut for Pages<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.length) }
    }
}

impl<T: Plain> Drop for Pages<T> {
    fn drop(&mut self) {
        if self.layout.size() > 0 {
            unsafe { dealloc(self.start.as_ptr().cast(), self.layout) };
        }
    }
}

// An owned slice of plain values, like a Vec.
unsafe impl<T: Plain> Send for Pages<T> {}
unsafe impl<T: Plain> Sync for Pages<T> {}
