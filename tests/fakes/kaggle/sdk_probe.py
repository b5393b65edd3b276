# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs beside the official SDK, in the container: tells its request messages, and asks what the CLI has no command for.

Prints one JSON object: fields {method: [name …]} of all of CompetitionApiService and IntrospectToken, answers {method: what the SDK made
of the answer}.
"""

import inspect
import json
import os

from kagglehub.auth import whoami
from kagglesdk import KaggleClient
from kagglesdk.competitions.services.competition_api_service import CompetitionApiClient
from kagglesdk.competitions.types import competition_api_service as messages
from kagglesdk.security.services.oauth_service import OAuthClient


class Listener:
    """Takes the place of the SDK's HTTP client and notes what it is asked to send."""

    def __init__(self) -> None:
        self.fields: dict[str, list[str]] = {}

    def call(self, service: str, method: str, request, _answer) -> None:
        self.fields[f"{service}/{method}"] = sorted(field.json_name for field in request._fields)


def fields() -> dict[str, list[str]]:
    listener = Listener()
    for client in (CompetitionApiClient(listener), OAuthClient(listener)):
        for name, method in inspect.getmembers(client, inspect.ismethod):
            if not name.startswith("_"):
                method()
    return listener.fields


def answers(slug: str) -> dict[str, object]:
    client = KaggleClient(api_token=os.environ["KAGGLE_API_TOKEN"]).competitions.competition_api_client
    summary = messages.ApiGetCompetitionDataFilesSummaryRequest()
    requests = {"GetCompetition": (client.get_competition, messages.ApiGetCompetitionRequest()),
                "ListDataTreeFiles": (client.list_data_tree_files, messages.ApiListDataTreeFilesRequest()),
                "GetCompetitionDataFilesSummary": (client.get_competition_data_files_summary, summary)}
    made: dict[str, object] = {}
    for name, (call, request) in requests.items():
        request.competition_name = slug
        made[name] = type(answer := call(request)).to_dict(answer)
    made["Hello"] = whoami(verbose=False)
    return made


if __name__ == "__main__":
    print(json.dumps({"fields": fields(), "answers": answers("titanic")}))
