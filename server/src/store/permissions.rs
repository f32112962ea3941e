//! Who else on the machine can read the store's files (O6).

use crate::file_rights::{GROUP_READS, GROUP_WRITES, OTHERS, OWNER};
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

/// Whether the file of a server key is safe from others: they can neither read nor change it. Members of its group can be meant to read it,
/// as with the credentials of a service that its manager provides.
pub(super) fn is_key_private(file: &File, path: &Path) -> io::Result<bool> {
    let about = file.metadata()?;
    if about.mode() & (OTHERS | GROUP_WRITES) != 0 {
        return Ok(false);
    }
    if about.mode() & GROUP_READS != 0 && about.uid() == rustix::process::geteuid().as_raw() {
        tracing::warn!(
            "members of the file's group can read the server key {path}; if they shouldn't, run: chmod 600 {path}",
            path = path.display()
        );
    }
    Ok(true)
}

/// Takes the database's files, which a restored backup can have opened to others, from all but their owner. Warns about a folder that
/// others can look into.
pub(super) fn tighten(folder: &Path, database: &Path) {
    let name = database.as_os_str();
    for ending in ["", "-wal", "-shm"] {
        let mut path = name.to_owned();
        path.push(ending);
        if let Err(cause) = make_private(Path::new(&path)) {
            tracing::warn!(
                %cause,
                "other users can read {path}, and this can't be changed; run: chmod 600 {path}",
                path = Path::new(&path).display()
            );
        }
    }
    if fs::metadata(folder).is_ok_and(|about| about.mode() & OTHERS != 0) {
        tracing::warn!(
            "other users can look into the data folder {path}; run: chmod 700 {path}",
            path = folder.display()
        );
    }
}

fn make_private(path: &Path) -> io::Result<()> {
    let mode = match fs::metadata(path) {
        Ok(about) => about.mode(),
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(cause),
    };
    if mode & OTHERS == 0 {
        return Ok(());
    }
    fs::set_permissions(path, Permissions::from_mode(mode & OWNER))?;
    tracing::warn!(path = %path.display(), "other users could read this file; now only its owner can");
    Ok(())
}
