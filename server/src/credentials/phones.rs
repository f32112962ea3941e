//! Phone numbers as people type them, parsed by the world's numbering plans (libphonenumber's tables).

use domain::api::single_use_code::Country;
use domain::contact::{Contact, Phone, TypedPhone};
use domain::field::FieldRule;
use domain::rules::pumping::{Prefix, PrefixKind};
use rlibphonenumber::{PHONE_NUMBER_UTIL as PLANS, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region};

/// The countries that get text messages.
pub struct Phones {
    /// The allowed countries; `None` allows all.
    allowed: Option<Vec<Region>>,
}

/// A code in the configuration that isn't a country's.
#[derive(Debug, thiserror::Error)]
#[error("phone_countries: {0:?} is not a country with phone numbers; use ISO 3166-1 alpha-2 codes, such as \"DE\"")]
pub struct NoCountry(String);

impl Phones {
    /// The countries with these ISO 3166-1 alpha-2 codes; an empty list allows all.
    pub fn new(countries: &[String]) -> Result<Self, NoCountry> {
        let region = |code: &String| match Region::try_from(code.as_str()) {
            Ok(region) if PLANS.get_country_code_for_region(region).is_some() => Ok(region),
            _ => Err(NoCountry(code.clone())),
        };
        let allowed: Vec<Region> = countries.iter().map(region).collect::<Result<_, _>>()?;
        Ok(Self { allowed: (!allowed.is_empty()).then_some(allowed) })
    }

    /// Fails if the number's country gets no text messages.
    pub fn allow(&self, phone: &Phone) -> Result<(), FieldRule> {
        let country = self.country(phone);
        let is_allowed = |allowed: &Vec<Region>| allowed.iter().any(|region| region.to_string() == country);
        if self.allowed.as_ref().is_none_or(is_allowed) { Ok(()) } else { Err(FieldRule::PhoneCountry { country }) }
    }

    /// The countries that get text messages, sorted.
    pub fn countries(&self) -> Vec<Country> {
        let mut regions: Vec<Region> = match &self.allowed {
            Some(allowed) => allowed.clone(),
            None => PLANS.get_supported_regions().collect(),
        };
        regions.sort_unstable();
        regions.into_iter().filter_map(country).collect()
    }

    /// The country of a number; empty if the numbering plans have none.
    pub fn country(&self, phone: &Phone) -> String {
        let region = PLANS.parse(phone.as_str(), None).ok().and_then(|number| PLANS.get_region_for_number(&number));
        region.map(|region| region.to_string()).unwrap_or_default()
    }

    /// The prefixes for which a text to a contact is counted; none for an email address.
    pub fn prefixes(&self, contact: &Contact) -> Vec<Prefix> {
        match contact {
            Contact::Phone(phone) => Prefix::all(phone, &self.country(phone)),
            Contact::Email(_) => Vec::new(),
        }
    }

    /// The country of a prefix; empty if it is unknown.
    pub fn country_of_prefix(&self, Prefix { kind, text }: &Prefix) -> String {
        let zeros = match kind {
            PrefixKind::Block => "0000",
            PrefixKind::Range => "000000",
            PrefixKind::Country => return text.clone(),
        };
        Phone::from_e164(&format!("{text}{zeros}")).map(|phone| self.country(&phone)).unwrap_or_default()
    }

    /// Whether all countries get text messages.
    pub fn are_all_allowed(&self) -> bool {
        self.allowed.is_none()
    }
}

fn country(region: Region) -> Option<Country> {
    let calling_code = PLANS.get_country_code_for_region(region)?;
    Some(Country {
        code: region.to_string(),
        calling_code: calling_code.try_into().ok()?,
        main: PLANS.get_region_for_country_code(calling_code) == Some(region),
    })
}

/// The number that a person typed. `country` applies if it has no plus sign. Numbers that can't get text messages are rejected.
pub fn read(typed: &TypedPhone, country: Option<&str>) -> Result<Phone, FieldRule> {
    let home = country.and_then(|code| Region::try_from(code).ok());
    if home.is_none() && !typed.is_international() {
        return Err(FieldRule::Country);
    }
    let number = PLANS.parse(typed.as_str(), home).map_err(|_| FieldRule::Phone)?;
    // Satellite and other networks belong to no country, so no list of countries can allow them.
    PLANS.get_region_for_number(&number).filter(|region| *region != Region::World).ok_or(FieldRule::Phone)?;
    gets_texts(PLANS.get_number_type(&number))?;
    e164(&number)
}

fn gets_texts(kind: PhoneNumberType) -> Result<(), FieldRule> {
    use PhoneNumberType as Kind;
    match kind {
        // Some networks read text messages out on fixed lines.
        Kind::Mobile | Kind::FixedLineOrMobile | Kind::FixedLine => Ok(()),
        Kind::VoIP => Err(FieldRule::PhoneVoip),
        // Personal numbers are forwarded, and cost as much as premium ones.
        Kind::PersonalNumber
        | Kind::TollFree
        | Kind::PremiumRate
        | Kind::SharedCost
        | Kind::Pager
        | Kind::UAN
        | Kind::VoiceMail => Err(FieldRule::PhoneService),
        Kind::Unknown => Err(FieldRule::Phone),
    }
}

fn e164(number: &PhoneNumber) -> Result<Phone, FieldRule> {
    // A text message can't dial an extension.
    let number = PhoneNumber { extension: None, ..number.clone() };
    let text = PLANS.format(&number, PhoneNumberFormat::E164);
    Phone::from_e164(&text).map_err(|_| FieldRule::Phone)
}

#[cfg(test)]
mod tests {
    use super::Phones;
    use domain::contact::{Phone, TypedPhone};
    use domain::field::FieldRule;

    fn everywhere() -> Phones {
        Phones::new(&[]).expect("all countries")
    }

    fn read_in(country: Option<&str>, typed: &str) -> Result<Phone, FieldRule> {
        super::read(&TypedPhone::read(typed)?, country)
    }

    fn read(typed: &str, country: &str) -> Result<String, FieldRule> {
        read_in(Some(country), typed).map(|phone| phone.as_str().to_owned())
    }

    #[test]
    fn numbers_are_read_in_the_national_format() {
        for (typed, country, number) in [
            ("0151 23456789", "DE", "+4915123456789"),
            ("(0)151/234-567-89", "DE", "+4915123456789"),
            ("+49 151 23456789", "US", "+4915123456789"),
            ("0049 151 23456789", "FR", "+4915123456789"),
            ("06 12 34 56 78", "FR", "+33612345678"),
            ("(415) 555-2671", "US", "+14155552671"),
            ("07400 123456", "GB", "+447400123456"),
            ("٠٥٠ ١٢٣ ٤٥٦٧", "AE", "+971501234567"),
            ("312 345 6789", "IT", "+393123456789"),
            ("\u{202a}+49 151 23456789\u{202c}", "US", "+4915123456789"),
            ("\u{2066}0151 \u{200e}23456789\u{2069}", "DE", "+4915123456789"),
        ] {
            assert_eq!(read(typed, country).as_deref(), Ok(number), "{typed} {country}");
        }
        assert_eq!(read_in(None, "+4915123456789").map(|phone| phone.block().to_owned()), Ok("+491512345".into()));
        assert_eq!(read_in(None, "0151 23456789"), Err(FieldRule::Country));
    }

    #[test]
    fn numbers_that_cannot_get_texts_are_rejected_with_the_reason() {
        for (typed, country, rule) in [
            ("12", "DE", FieldRule::Phone),
            ("0151 2345678901234", "DE", FieldRule::Phone),
            ("555 0100 12", "US", FieldRule::Phone),
            ("+999 123 4567", "DE", FieldRule::Phone),
            ("+881 6 123 45678", "DE", FieldRule::Phone),
            ("0900 1 123456", "DE", FieldRule::PhoneService),
            ("0800 1234567", "DE", FieldRule::PhoneService),
            ("0906 1234567", "GB", FieldRule::PhoneService),
            ("056 1234 5678", "GB", FieldRule::PhoneVoip),
            ("09 12 34 56 78", "FR", FieldRule::PhoneVoip),
        ] {
            assert_eq!(read(typed, country), Err(rule), "{typed} {country}");
        }
    }

    #[test]
    fn only_the_operators_countries_get_texts() {
        let some = Phones::new(&["DE".into(), "AT".into()]).expect("countries");
        let phone = |number| Phone::from_e164(number).expect("a number");
        assert_eq!(some.allow(&phone("+4915123456789")), Ok(()));
        let refused = Err(FieldRule::PhoneCountry { country: "FR".into() });
        assert_eq!(some.allow(&phone("+33612345678")), refused);
        let codes: Vec<_> = some.countries().into_iter().map(|country| (country.code, country.calling_code)).collect();
        assert_eq!(codes, [("AT".into(), 43), ("DE".into(), 49)]);
        assert!(Phones::new(&["Germany".into()]).is_err());
        assert!(Phones::new(&["ZZ".into()]).is_err());
        let all = everywhere().countries();
        assert!(all.len() > 230, "{}", all.len());
        let main =
            |calling_code| all.iter().filter(|country| country.calling_code == calling_code && country.main).count();
        assert_eq!((main(1), main(49)), (1, 1));
    }
}
