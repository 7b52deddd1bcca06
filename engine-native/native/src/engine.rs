//! The threads of an engine, each with its scratch.

use crate::error::{Failure, Status};
use crate::memory::Pages;
use dyn_stack::PodStack;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::{Mutex, MutexGuard, PoisonError};

const MAX_THREADS: u32 = 1024;

/// A pool of exactly the threads that were asked for; callers wait and do no work themselves.
pub struct Engine {
    pool: ThreadPool,
    scratch: Vec<Mutex<Scratch>>,
}

/// What one thread works in; grows to the largest need and stays, so that batches allocate next to nothing.
pub struct Scratch {
    pub accumulators: Pages<u64>,
    pub differences: Pages<u64>,
    pub small: Pages<u32>,
    pub piece: Pages<u64>,
    pub switched: Pages<usize>,
    stack: Pages<u8>,
}

impl Scratch {
    fn empty() -> Self {
        Self {
            accumulators: Pages::empty(),
            differences: Pages::empty(),
            small: Pages::empty(),
            piece: Pages::empty(),
            switched: Pages::empty(),
            stack: Pages::empty(),
        }
    }

    pub fn ensure_stack(&mut self, bytes: usize) -> Result<(), Failure> {
        self.stack.ensure(bytes)
    }

    pub fn rotation(&mut self) -> RotationRoom<'_> {
        RotationRoom {
            accumulators: &mut self.accumulators,
            differences: &mut self.differences,
            switched: &self.switched,
            stack: PodStack::new(&mut self.stack),
        }
    }
}

/// The buffers of a blind rotation, borrowed apart.
pub struct RotationRoom<'a> {
    pub accumulators: &'a mut [u64],
    pub differences: &'a mut [u64],
    pub switched: &'a [usize],
    pub stack: &'a mut PodStack,
}

impl Engine {
    pub fn new(threads: u32) -> Result<Self, Failure> {
        if threads == 0 || threads > MAX_THREADS {
            return Err(Failure::argument(format!(
                "an engine runs on 1 to {MAX_THREADS} threads, not {threads}"
            )));
        }
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads as usize)
            .thread_name(|i| format!("nightjar-rs-{i}"))
            .build()
            .map_err(|e| {
                Failure::new(
                    Status::Internal,
                    format!("{threads} threads cannot be started: {e}"),
                )
            })?;
        let scratch = (0..threads).map(|_| Mutex::new(Scratch::empty())).collect();
        Ok(Self { pool, scratch })
    }

    pub fn threads(&self) -> usize {
        self.scratch.len()
    }

    /// Runs on this engine's threads; parallel iterators inside use all of them and no others.
    pub fn run<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        self.pool.install(work)
    }

    /// The scratch of the calling thread, which is one of this engine's.
    pub fn scratch(&self) -> MutexGuard<'_, Scratch> {
        let thread = self.pool.current_thread_index().unwrap_or(0);
        self.scratch[thread]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
