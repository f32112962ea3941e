//! `docs/openapi.json`: the page's endpoints from the contract, and the OAuth endpoints from the description beside their routes.

use crate::{check_or_write, examples};
use domain::Problem;
use domain::api::{
    ACCOUNT_HEADER, Anyone, Described, Endpoint, EndpointVisitor, HttpMethod, Needs, SignedIn, SteppedUp, each,
};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The description of the OAuth endpoints.
pub(crate) const OAUTH: &str = include_str!("../../src/routes/oauth/openapi.json");

#[test]
fn the_api_document_is_current() {
    let mut page = Page { paths: Map::new(), requests: generator(), responses: generator(), problems: Map::new() };
    each(&mut page);
    let mut document: Value = serde_json::from_str(OAUTH).expect("JSON");
    let paths = document["paths"].as_object_mut().expect("the OAuth paths");
    paths.append(&mut page.paths);
    let components = document["components"].as_object_mut().expect("components");
    components["responses"].as_object_mut().expect("responses").append(&mut page.problems);
    let schemas = components["schemas"].as_object_mut().expect("schemas");
    schemas.append(&mut page.responses.take_definitions(true));
    schemas.append(&mut page.requests.take_definitions(true));
    schemas.insert("Problem".into(), problem_schema());
    components.insert("examples".into(), problem_examples());
    check_or_write("docs/openapi.json", &(serde_json::to_string_pretty(&document).expect("JSON") + "\n"));
}

#[test]
fn the_page_can_read_all_numbers_of_its_api() {
    let mut page = Page { paths: Map::new(), requests: generator(), responses: generator(), problems: Map::new() };
    each(&mut page);
    let responses = Value::from(page.responses.take_definitions(true)).to_string();
    for unread in ["\"uint8\"", "\"uint16\"", "\"uint32\"", "\"int32\"", "\"int64\"", "\"double\""] {
        assert!(!responses.contains(unread), "`app/src/json.rs` reads only uint64 (`u64`): {unread}");
    }
}

/// The description of the page's endpoints, while it is collected.
struct Page {
    paths: Map<String, Value>,
    requests: SchemaGenerator,
    responses: SchemaGenerator,
    problems: Map<String, Value>,
}

fn generator() -> SchemaGenerator {
    let at = |settings: &mut SchemaSettings| settings.definitions_path = "/components/schemas".into();
    SchemaSettings::draft2020_12().with(at).into_generator()
}

impl EndpointVisitor for Page {
    fn visit<E: Endpoint>(&mut self) {
        let responses = self.responses::<E>();
        let request = self.requests.subschema_for::<E>();
        let schemas = self.requests.definitions();
        let (described, example) = (&schemas[E::NAME], examples::of_type(schemas, E::NAME));
        let read: E = serde_json::from_value(example.clone()).unwrap_or_else(|cause| panic!("{}: {cause}", E::NAME));
        read.validate().unwrap_or_else(|cause| panic!("{}: {cause}", E::NAME));
        let is_signed_in = [SignedIn::NAME, SteppedUp::NAME].contains(&E::Needs::NAME);
        let account = json!({ "$ref": "#/components/parameters/account" });
        let mut parameters = if is_signed_in { vec![account] } else { Vec::new() };
        let is_open = E::Needs::NAME == Anyone::NAME;
        let security = if is_open { json!([{}]) } else { json!([{ "session": [] }]) };
        let mut operation = json!({
            "operationId": E::NAME,
            "summary": described["description"],
            "tags": ["page"],
            "x-who": E::Needs::NAME,
            "security": security,
            "responses": responses,
        });
        let method = match E::METHOD {
            HttpMethod::Read => {
                parameters.extend(in_query(described, &example));
                "get"
            }
            HttpMethod::Write => {
                let content = json!({ "application/json": { "schema": request, "example": example } });
                operation["requestBody"] = json!({ "required": true, "content": content });
                "post"
            }
        };
        operation["parameters"] = parameters.into();
        self.paths.insert(E::PATH.into(), json!({ method: operation }));
    }
}

impl Page {
    /// An endpoint's responses: the successful one, and its problems by status.
    fn responses<E: Endpoint>(&mut self) -> Value {
        let schema = self.responses.subschema_for::<E::Response>();
        let name = E::Response::schema_name();
        let schemas = self.responses.definitions();
        let example = examples::of_type(schemas, &name);
        let read: E::Response =
            serde_json::from_value(example.clone()).unwrap_or_else(|cause| panic!("{name}: {cause}"));
        assert_eq!(serde_json::to_value(read).expect("JSON"), example, "{name}");
        let content = json!({ "application/json": { "schema": schema, "example": example } });
        let mut responses = json!({ "200": { "description": schemas[&*name]["description"], "content": content } });
        for (status, problems) in by_status::<E>() {
            // Responses that several endpoints share are listed once.
            let name = problems.iter().map(name_of).collect::<Vec<_>>().join(".");
            responses[status.to_string()] = json!({ "$ref": format!("#/components/responses/{name}") });
            self.problems.entry(name).or_insert_with(|| described(&problems));
        }
        responses
    }
}

/// The response for several problems with the same status.
fn described(problems: &[Problem]) -> Value {
    let descriptions: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let example = |name: String| (name.clone(), json!({ "$ref": format!("#/components/examples/{name}") }));
    let examples: Map<String, Value> = problems.iter().map(name_of).map(example).collect();
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    let content = json!({ "application/problem+json": { "schema": schema, "examples": examples } });
    json!({ "description": descriptions.join("; "), "content": content })
}

fn by_status<E: Endpoint>() -> BTreeMap<u16, Vec<Problem>> {
    let mut found: BTreeMap<u16, Vec<Problem>> = BTreeMap::new();
    let all = Problem::examples();
    for kind in E::problems() {
        let problem = all.iter().find(|problem| problem.kind() == kind).expect("each kind should have an example");
        let others = found.entry(problem.status()).or_default();
        if !others.contains(problem) {
            others.push(problem.clone());
        }
    }
    found
}

/// A problem's `type`.
pub(crate) fn name_of(problem: &Problem) -> String {
    let json = serde_json::to_value(problem).expect("JSON");
    json["type"].as_str().expect("a type").to_owned()
}

fn in_query(described: &Value, example: &Value) -> Vec<Value> {
    let required = described["required"].as_array().cloned().unwrap_or_default();
    let fields = described["properties"].as_object().into_iter().flatten();
    fields
        .map(|(name, field)| {
            json!({
                "name": name,
                "in": "query",
                "required": required.contains(&json!(name)),
                "description": field["description"],
                "schema": { "type": "string" },
                "example": example[name],
            })
        })
        .collect()
}

fn problem_schema() -> Value {
    let types: Vec<String> = Problem::examples().iter().map(name_of).collect();
    json!({
        "description": "A problem (RFC 9457). Some types have members of their own; see their examples",
        "type": "object",
        "required": ["type", "status"],
        "properties": { "type": { "enum": types }, "status": { "type": "integer" } },
    })
}

fn problem_examples() -> Value {
    let example = |problem: &Problem| {
        let mut value = serde_json::to_value(problem).expect("JSON");
        value["status"] = problem.status().into();
        (name_of(problem), json!({ "summary": problem.to_string(), "value": value }))
    };
    Problem::examples().iter().map(example).collect()
}

/// The account header is described in the OAuth routes' file, which the document starts from.
#[test]
fn the_account_header_is_described() {
    let document: Value = serde_json::from_str(OAUTH).expect("JSON");
    assert_eq!(document["components"]["parameters"]["account"]["name"], ACCOUNT_HEADER);
}
