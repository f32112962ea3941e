//! The page of a debug build: it is read from `dist/` when the server starts.

use super::File;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The files with their paths. None, if the page hasn't been built.
pub(super) fn files() -> Vec<File> {
    let root = Path::new(env!("PAGE"));
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        if let Err(cause) = add(root, &folder, &mut files, &mut folders)
            && cause.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%cause, folder = %root.join(folder).display(), "a part of the page couldn't be read");
        }
    }
    files
}

/// Adds a folder's files, and the folders in it.
fn add(root: &Path, folder: &Path, files: &mut Vec<File>, folders: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            folders.push(path);
        } else {
            // They are kept for as long as the server runs, as in a release.
            files.push((path.to_string_lossy().into_owned().leak(), fs::read(entry.path())?.leak()));
        }
    }
    Ok(())
}
