//! What the build read out of the widget's own scripts (`build/sources.rs`): the files that they load, the addresses that they call,
//! and where and for how long they store. The page is made of these, and a line of a script that is not known to it fails
//! a test here.

include!(concat!(env!("OUT_DIR"), "/sources.rs"));
