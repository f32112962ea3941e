//! JSON, read by the browser: it has a parser already, while `serde_json`'s would be a sixth of the page's wasm.
//!
//! Only what the contract needs: structs, unit enums, lists, options, strings, counts and booleans.

use js_sys::{Array, JSON, Reflect};
use serde::de::value::{U32Deserializer, U64Deserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserializer, Serialize, forward_to_deserialize_any};
use std::fmt;
use wasm_bindgen::{JsCast as _, JsValue};

/// Reads a value from JSON.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(JsonValue(JSON::parse(text).ok()?)).ok()
}

/// Writes a value.
pub(crate) fn write(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The error for unexpected JSON. It has no details, because they wouldn't help a person.
#[derive(Debug)]
struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Unreadable {}

impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct JsonValue(JsValue);

impl<'de> Deserializer<'de> for JsonValue {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unreadable> {
        Err(Unreadable)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_bool(self.0.as_bool().ok_or(Unreadable)?)
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, and saturating")]
    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_u64(self.0.as_f64().ok_or(Unreadable)? as u64)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.0.as_string().ok_or(Unreadable)?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(Items { items: self.0.dyn_into().map_err(|_| Unreadable)?, next: 0 })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_map(Fields { object: self.0, names: fields, next: 0, value: JsValue::UNDEFINED })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        let name = self.0.as_string().ok_or(Unreadable)?;
        let index = variants.iter().position(|variant| *variant == name).and_then(|index| u32::try_from(index).ok());
        let variant: U32Deserializer<Unreadable> = index.unwrap_or(u32::MAX).into_deserializer();
        visitor.visit_enum(variant)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct map
        identifier ignored_any
    }
}

struct Items {
    items: Array,
    next: u32,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        if self.next == self.items.length() {
            return Ok(None);
        }
        self.next += 1;
        seed.deserialize(JsonValue(self.items.get(self.next - 1))).map(Some)
    }
}

/// A reader of a struct's fields, which it identifies by their index. Fields that the struct doesn't have are ignored.
struct Fields {
    object: JsValue,
    names: &'static [&'static str],
    next: usize,
    value: JsValue,
}

impl Fields {
    /// The index of the next field that is present.
    fn advance(&mut self) -> Option<usize> {
        while let Some(name) = self.names.get(self.next) {
            self.next += 1;
            // A value that isn't an object has no fields.
            self.value = Reflect::get(&self.object, &JsValue::from_str(name)).unwrap_or_default();
            if !self.value.is_undefined() {
                return Some(self.next - 1);
            }
        }
        None
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        let Some(index) = self.advance() else { return Ok(None) };
        let index: U64Deserializer<Unreadable> = (index as u64).into_deserializer();
        seed.deserialize(index).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unreadable> {
        seed.deserialize(JsonValue(std::mem::take(&mut self.value)))
    }
}

#[cfg(test)]
mod tests;
