//! The locations of network addresses, from the operator's `GeoIP` database.

use domain::rules::network::canonical;
use maxminddb::{MaxMindDbError, Reader, path};
use std::net::IpAddr;
use std::path::Path;

/// A database in the MaxMind DB format (`GeoLite2` City or Country, or one with the same fields), or none.
pub struct GeoIp(Option<Reader<Vec<u8>>>);

impl GeoIp {
    /// Reads the database into memory.
    pub fn open(file: Option<&Path>) -> Result<Self, MaxMindDbError> {
        file.map(Reader::open_readfile).transpose().map(Self)
    }

    /// The country of an address, as ISO 3166-1 alpha-2.
    pub fn country(&self, address: IpAddr) -> Option<String> {
        self.0.as_ref()?.lookup(canonical(address)).ok()?.decode_path(&path!["country", "iso_code"]).ok()?
    }

    /// An address with its location, if it is known: "Vienna, Austria (192.0.2.7)".
    pub fn described(&self, address: IpAddr, language: &str) -> String {
        match self.name(address, language) {
            Some(place) => format!("{place} ({address})"),
            None => address.to_string(),
        }
    }

    /// The location of an address, such as "Vienna, Austria"; in English if the database lacks the language.
    pub fn name(&self, address: IpAddr, language: &str) -> Option<String> {
        match self.city_and_country(address, language)? {
            (Some(city), Some(country)) => Some(format!("{city}, {country}")),
            (city, country) => city.or(country),
        }
    }

    /// The city of an address, or its country if only that is known; in English if the database lacks the language.
    pub fn city(&self, address: IpAddr, language: &str) -> Option<String> {
        let (city, country) = self.city_and_country(address, language)?;
        city.or(country)
    }

    fn city_and_country(&self, address: IpAddr, language: &str) -> Option<(Option<String>, Option<String>)> {
        let found = self.0.as_ref()?.lookup(canonical(address)).ok()?;
        let name = |of: &str| {
            [language, "en"].iter().find_map(|tag| found.decode_path::<String>(&path![of, "names", *tag]).ok()?)
        };
        Some((name("city"), name("country")))
    }
}

#[cfg(test)]
mod tests {
    use super::GeoIp;

    #[test]
    fn a_location_is_named_in_the_requested_language_or_in_english() {
        let file = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/places.mmdb"));
        let geoip = GeoIp::open(Some(file)).expect("the test database");
        let name = |address: &str, language| geoip.name(address.parse().expect("an address"), language);
        assert_eq!(name("192.0.2.7", "de").as_deref(), Some("Wien, Österreich"));
        assert_eq!(name("::ffff:192.0.2.7", "en").as_deref(), Some("Vienna, Austria"));
        assert_eq!(name("64:ff9b::192.0.2.7", "en").as_deref(), Some("Vienna, Austria"), "behind a translator");
        assert_eq!(name("2001:db8::7", "de").as_deref(), Some("Kyoto, Japan"), "the database has no German name");
        assert_eq!(name("198.51.100.7", "ar").as_deref(), Some("Portugal"));
        assert_eq!(name("203.0.113.7", "en"), None);
        let city = |address: &str| geoip.city(address.parse().expect("an address"), "de");
        assert_eq!((city("192.0.2.0"), city("198.51.100.0")), (Some("Wien".into()), Some("Portugal".into())));
        assert_eq!(GeoIp::open(None).expect("no database").name("192.0.2.7".parse().expect("an address"), "en"), None);
    }
}
