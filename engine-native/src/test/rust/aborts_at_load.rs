//! A library that kills the process that loads it.

extern "C" fn abort() {
    std::process::abort();
}

#[used]
#[cfg_attr(target_os = "macos", link_section = "__DATA,__mod_init_func")]
#[cfg_attr(not(target_os = "macos"), link_section = ".init_array")]
static AT_LOAD: extern "C" fn() = abort;
