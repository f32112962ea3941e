//! Files that never change: named by the hash of their content, with compressed copies beside them.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::Result;

/// The folder under the page's root that browsers may cache forever.
pub(crate) const FOLDER: &str = "assets";

/// The folder of assets that are being built.
pub(crate) struct Assets {
    folder: PathBuf,
}

impl Assets {
    pub(crate) fn new(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// Writes a file whose name has the hash of its content between `start` and `end`; returns the name.
    pub(crate) fn add(&mut self, start: &str, end: &str, bytes: &[u8]) -> Result<String> {
        let name = format!("{start}{}{end}", hash(bytes));
        fs::write(self.folder.join(&name), bytes)?;
        Ok(name)
    }

    pub(crate) fn read(&self, name: &str) -> Result<Vec<u8>> {
        fs::read(self.folder.join(name)).map_err(|error| format!("asset {name}: {error}").into())
    }

    /// Removes the only file whose name starts with `start` and ends with `end`; returns its name.
    pub(crate) fn take(&mut self, start: &str, end: &str) -> Result<String> {
        let names = self.names()?;
        let mut matching = names.iter().filter(|name| name.starts_with(start) && name.ends_with(end));
        match (matching.next(), matching.next()) {
            (Some(name), None) => {
                fs::remove_file(self.folder.join(name))?;
                Ok(name.clone())
            }
            _ => {
                Err(format!("expected one {FOLDER}/{start}…{end} from Trunk; is data-target-path=\"{FOLDER}\" set?")
                    .into())
            }
        }
    }

    /// Writes `.br` and `.gz` beside each file that they make smaller; `small` asks for the best compression.
    pub(crate) fn compress(&self, small: bool) -> Result<()> {
        for name in self.names()? {
            let bytes = self.read(&name)?;
            for (end, packed) in [("br", brotli(&bytes, if small { SMALLEST } else { QUICK })?), ("gz", gzip(&bytes)?)]
            {
                if packed.len() < bytes.len() {
                    fs::write(self.folder.join(format!("{name}.{end}")), packed)?;
                }
            }
        }
        Ok(())
    }

    /// The bytes that a browser downloads for a file, after [`Assets::compress`].
    pub(crate) fn weight(&self, name: &str) -> Result<usize> {
        match fs::metadata(self.folder.join(format!("{name}.br"))) {
            Ok(packed) => Ok(usize::try_from(packed.len())?),
            Err(_) => Ok(self.read(name)?.len()),
        }
    }

    fn names(&self) -> Result<Vec<String>> {
        let entries = fs::read_dir(&self.folder)?.collect::<std::io::Result<Vec<_>>>()?;
        Ok(entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
    }
}

/// Enough of SHA-256 to distinguish versions.
fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// The value of an `integrity` attribute. The base contains each chunk's, so a longer hash would cost more bytes than it is worth.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

/// Brotli's best compression.
pub(crate) const SMALLEST: i32 = 11;
/// Nearly as small in a tenth of the time.
const QUICK: i32 = 5;

/// Compresses with one of the qualities above.
pub(crate) fn brotli(bytes: &[u8], quality: i32) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin: 22,
        lgblock: 20,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
