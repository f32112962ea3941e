//! The rights to a file, as bits of its mode.

/// All rights of its owner.
pub(crate) const OWNER: u32 = 0o700;
/// Members of its group can read it.
pub(crate) const GROUP_READS: u32 = 0o040;
/// Members of its group can change it.
pub(crate) const GROUP_WRITES: u32 = 0o020;
/// All rights of users who are neither its owner nor in its group.
pub(crate) const OTHERS: u32 = 0o007;
/// Those users can read it.
pub(crate) const OTHERS_READ: u32 = 0o004;
