"""The page on privacy and on what machines do here. Its figures are settings, never text."""

from __future__ import annotations

from flask import Flask, current_app, render_template

from kb.settings import Settings
from webapp.addresses import public_address
from webapp.language import page
from webapp.public.views import bp
from webapp.serving import public_reader

_DAYS, _MESSAGE_DAYS = "RETENTION_DAYS", "MESSAGE_RETENTION_DAYS"


def register(app: Flask, settings: Settings) -> None:
    app.config[_DAYS] = settings.retention_days
    app.config[_MESSAGE_DAYS] = settings.message_retention_days


@page(bp, "/prywatnosc", "/en/privacy")
def privacy() -> str:
    editorial = public_reader().editorial
    return render_template(
        "public/privacy.html",
        address=public_address("public.privacy"),
        controller=editorial.privacy.controller or editorial.legal_footer or editorial.name,
        email=editorial.privacy.email or editorial.contact.email,
        days=current_app.config[_DAYS],
        message_days=current_app.config[_MESSAGE_DAYS],
    )
